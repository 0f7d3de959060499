/** electron-builder's arguments → the systems that a package is asked for. */
const platforms = {
  mac: 'darwin',
  macos: 'darwin',
  m: 'darwin',
  o: 'darwin',
  win: 'win32',
  windows: 'win32',
  w: 'win32',
  linux: 'linux',
  l: 'linux',
};
const architectures = ['x64', 'arm64', 'ia32', 'armv7l', 'universal'];

/** `[platform, architecture]` of each; `host` is one such pair and stands for what is not said. */
export function packageTargets(parameters, [hostPlatform, hostArchitecture]) {
  const askedPlatforms = new Set();
  const askedArchitectures = new Set();
  for (const parameter of parameters) {
    const name = /^--([a-z0-9]+)$/.exec(parameter)?.[1];
    const letters = /^-([mowl]+)$/.exec(parameter)?.[1] ?? '';
    for (const one of name ? [name] : letters) {
      if (Object.hasOwn(platforms, one)) askedPlatforms.add(platforms[one]);
      if (architectures.includes(one)) askedArchitectures.add(one);
    }
    // A target may name its own, as in `--linux deb:arm64`.
    const own = /^[\w-]+:([a-z0-9]+)$/.exec(parameter)?.[1];
    if (own) askedArchitectures.add(own);
  }
  if (askedPlatforms.size === 0) askedPlatforms.add(hostPlatform);
  if (askedArchitectures.size === 0) askedArchitectures.add(hostArchitecture);
  return [...askedPlatforms].flatMap((platform) =>
    [...askedArchitectures].map((architecture) => [platform, architecture]),
  );
}
