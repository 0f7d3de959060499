/** The built WebAssembly of this folder. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messages } from '../../contract/messages/index.ts';

/** `dist/kernel/NAME.wasm`. Throws, in words for a person, where it is not built. */
export function compileBuilt(name: string): WebAssembly.Module {
  const path = new URL(`../../../../dist/kernel/${name}.wasm`, import.meta.url);
  try {
    return new WebAssembly.Module(readFileSync(path));
  } catch (cause) {
    throw new Error(messages.engine.scanNotBuilt(fileURLToPath(path)), { cause });
  }
}
