/** The contract's client over the engine's socket, by way of the same forwarder as the page's. */
import type { Transport } from '../engine/contract/client.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { requestOverSocket } from './app-protocol.ts';

export function socketTransport(socket: () => string | null): Transport {
  return async ({ method, path, headers, body, signal }) => {
    const socketPath = socket();
    if (socketPath === null) throw new Error(messages.shell.engineStarting);
    const request = new Request(`http://engine${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    return requestOverSocket(socketPath, request);
  };
}
