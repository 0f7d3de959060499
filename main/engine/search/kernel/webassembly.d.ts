/** The part of WebAssembly that search uses: TypeScript declares it for browsers only. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: unknown;
  }
  class Memory {
    constructor(options: { initial: number; maximum?: number; shared?: true });
    readonly buffer: SharedArrayBuffer;
    /** By pages of 64 KiB; throws RangeError where there is no room. */
    grow(pages: number): number;
  }
}
