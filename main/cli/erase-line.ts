/** Back to the beginning of a terminal's line, and empty it. */
export const eraseLine = '\r\u001b[K';
