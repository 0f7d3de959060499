/** Lets the queue read or rest as the person, the settings and the computer's power say. */
import type { Catalog } from '../catalog/types.ts';
import type { Workers } from '../workers/types.ts';
import { createGovernor, type Governor } from './control/governor.ts';
import { type PowerSource, readPowerSource } from './control/power-source.ts';
import type { Gate } from './gate.ts';
import type { Queue } from './queue.ts';

export type SteeringOptions = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  readonly queue: Queue;
  /** Videos that are being read stop at it between segments. */
  readonly rest: Gate;
  readonly readPowerSource?: (() => Promise<PowerSource>) | undefined;
  readonly onChange: () => void;
};

/** While reading rests no new file starts; photos under way are finished. */
export function createSteering(options: SteeringOptions): Governor {
  const { catalog, workers, queue, rest, onChange } = options;
  let letGo: (() => void) | undefined;

  const obey = () => {
    if (governor.hold === null) {
      letGo?.();
      letGo = undefined;
    } else if (letGo === undefined) {
      const [release, open] = [queue.hold(), rest.shut()];
      letGo = () => {
        open();
        release();
      };
    }
  };
  const governor = createGovernor({
    catalog,
    readPowerSource: options.readPowerSource ?? readPowerSource,
    onChange: () => {
      obey();
      onChange();
    },
  });
  obey();

  const applyCores = () => {
    workers.limitCores(catalog.settings().cores);
    queue.wake();
  };
  const stopListening = catalog.onSettingsChange(applyCores);
  if (catalog.settings().cores !== 'all') applyCores();

  return {
    ...governor,
    get hold() {
      return governor.hold;
    },
    close() {
      stopListening();
      governor.close();
    },
  };
}
