/** Why a sidecar was not written. Each stands beside the path of the photo or video. */
export const sidecarMessages = {
  readOnly: (folder: string) => `${folder} cannot be written to: the drive is read-only.`,
  noPermission: (folder: string) =>
    `Afterimage may not write in ${folder}. Change its permissions, then try again.`,
  diskFull: (folder: string) => `There is no room left for a sidecar in ${folder}.`,
  nameTooLong: (name: string) =>
    `The name of the sidecar ${name} would be too long. Shorten the file’s name.`,
  offline: () => 'Its drive is not there. Connect it, then try again.',
  notAnOrdinaryFile: (path: string) =>
    `${path} is a link or a folder, and is left as it is. Put an ordinary file there, or nothing.`,
  changedMeanwhile: (path: string) =>
    `Another program is changing ${path}. Nothing was written; try again when it is done.`,
  notXmp: (path: string, detail: string) =>
    `${path} is no XMP that can be added to (${detail}). Mend it or move it away, then try again.`,
  failed: (path: string, detail: string) => `${path} could not be written (${detail}).`,
} as const;
