/** The desktop shell's gifts; undefined in browser mode. */
import type { AfterimageBridge } from '../../preload/bridge.ts';

export const bridge: AfterimageBridge | undefined = globalThis.afterimage;
