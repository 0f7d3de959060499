/** What the engine's assembly needs of this room. */
export { readAbout } from './about.ts';
export { createApplication } from './application.ts';
export { createBrowserDoors } from './browser-doors.ts';
export { openSocketDoor } from './doors.ts';
export { readableFolder } from './folder-paths.ts';
export { createHandlers } from './handlers.ts';
export { createPage } from './page.ts';
export { createPages } from './pages.ts';
export { createParts } from './parts.ts';
export { createRenditions } from './renditions.ts';
export type { Log, Services } from './services.ts';
export { socketPathFor } from './socket-path.ts';
export { socketTransport } from './socket-transport.ts';
export { createUploads } from './uploads.ts';
