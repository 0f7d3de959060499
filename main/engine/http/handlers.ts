/** Every route's handler. The type demands that none is missing. */
import { activityHandlers } from './activity-handlers.ts';
import { annotationHandlers } from './annotation-handlers.ts';
import { folderHandlers } from './folder-handlers.ts';
import type { Handlers } from './handler.ts';
import { hiddenHandlers } from './hidden-handlers.ts';
import { libraryHandlers } from './library-handlers.ts';
import { mediaHandlers } from './media-handlers.ts';
import { searchHandlers } from './search-handlers.ts';
import type { Services } from './services.ts';
import { sidecarHandlers } from './sidecar-handlers.ts';
import { trustedHandlers } from './trusted-handlers.ts';

export function createHandlers(services: Services): Handlers {
  return {
    ...libraryHandlers(services),
    ...activityHandlers(services),
    ...folderHandlers(services),
    ...annotationHandlers(services),
    ...hiddenHandlers(services),
    ...sidecarHandlers(services),
    ...searchHandlers(services),
    ...mediaHandlers(services),
    ...trustedHandlers(services),
  };
}
