/**
 * What the launcher says. The program's own strings are in main/engine/contract/messages; these
 * stand apart since the launcher runs before anything is installed, on whatever Node there is.
 */
export const messages = {
  installing: 'Installing packages (once; about a minute)…',
  installingPeers: 'Installing what benchmarks compare with (once)…',
  building: 'Building the page and the scan…',
  waitingForSetUp: 'Another Afterimage is setting up; waiting for it…',
  cannotWrite: (folder, why) => `Cannot write in ${folder}: ${why}`,
  installingFailed: 'Installing packages failed',
  buildingFailed: 'Building the page and the scan failed',
  fetchingBrowserFailed: 'Fetching a browser failed',
  stepFailed: (what, why, log) => `${what}: ${why} (everything it said: ${log})`,
  cannotStart: (program, why) => `${program} could not be started: ${why}`,
  nodeTooOld: (oldest, version) =>
    `Afterimage needs Node ${oldest} or newer to start; this is ${version}.`,
  noRuntimeFor: (platform, architecture, known) =>
    `Afterimage has no runtime for ${platform} on ${architecture}. It runs on ${known}.`,
  runtimeMissing: (path) => `The runtime is missing: ${path}. Delete node_modules and start again.`,
  askForDesktop:
    'Fetch the desktop window (about 120 MB)? Without it Afterimage opens in the browser. [y/N] ',
  fetchingDesktop: 'Fetching the desktop window (about 120 MB)…',
  desktopNotHere:
    'the desktop window\'s binary is not here ("npm start" on a terminal offers to fetch it)',
  desktopDeclined: (file) => `the desktop window was declined (delete ${file} to be asked again)`,
  desktopNotFetched: (why) => `the desktop window could not be fetched (${why})`,
  noDisplay: 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)',
  desktopEnded: (code) => `the desktop window could not open (Electron ended with code ${code})`,
  fetchCancelled: 'that was cancelled',
  fetchTookTooLong: 'it took too long',
  installerFailed: 'its installer failed',
  nothingFetched: 'its installer left nothing behind',
  runtimeNotInstalled: (platform, architecture, path) =>
    `A package for ${platform} on ${architecture} needs its runtime, which is not installed here (${path}). Make the package on such a computer.`,
  networkSilent: 'the network did not answer',
  openingInBrowser: (why) => `${why}; opening in the browser.`,
  fetchingBrowser: 'Fetching a browser for the end-to-end tests…',
  noBrowser: 'no Chromium here, and none could be fetched',
  noStep: (name, known) => `There is no step "${name}"; the steps are ${known}.`,
  noMeasurement: (name, known) =>
    `There is no measurement "${name}"; the measurements are ${known}.`,
  stepEnded: (name, well, seconds) => `  ${well ? 'ok    ' : 'FAILED'} ${name}, ${seconds} s`,
  ran: 'Ran:',
  leftOut: (count) => (count === 0 ? 'Left out: nothing' : 'Left out:'),
  secondTry: (title) => `Passed at the second try only: ${title}`,
  failure: (line) => `FAILED ${line}`,
  leftOutBrowser: (why) => `end to end in a browser: ${why}`,
  counts: ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`,
  noReport: (path) => `The tests ended without their report ${path}.`,
};
