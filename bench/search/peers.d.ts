/** As much as is used here of packages that are installed for benchmarks only. */
declare module 'sqlite-vec' {
  export function load(database: { loadExtension(path: string): unknown }): void;
}
declare module 'usearch' {
  export class Index {
    constructor(options: { metric: 'ip'; dimensions: number; quantization: 'f16' });
    add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
    search(vector: Float32Array, k: number, threads: number): { keys: BigUint64Array };
    save(path: string): void;
    load(path: string): void;
  }
}
