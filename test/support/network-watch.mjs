/**
 * Preloaded into the engine and all its children (`NODE_OPTIONS=--import`): writes each attempt
 * to reach anything but loopback or a socket file to AFTERIMAGE_NETWORK_WATCH, one line each.
 * A line `watching SCRIPT` says that a process carried the watch. What native code tries without
 * Node is not seen.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const report = process.env.AFTERIMAGE_NETWORK_WATCH;
const note = (line) => appendFileSync(report, `${process.pid} ${line}\n`);
const isLoopback = (host) =>
  host === undefined || /^(localhost|127\.|::1$|\[::1\]$)/.test(String(host));

const repository = fileURLToPath(new URL('../..', import.meta.url));
const script = process.argv[1] === undefined ? '' : relative(repository, process.argv[1]);
if (isMainThread) note(`watching ${script}`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function watchedConnect(...parameters) {
  const first = Array.isArray(parameters[0]) ? parameters[0][0] : parameters[0];
  const options =
    typeof first === 'object' && first !== null ? first : { port: first, host: parameters[1] };
  if (!options.path && typeof first !== 'string' && !isLoopback(options.host))
    note(`connect ${options.host}:${options.port}`);
  return connect.apply(this, parameters);
};

for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  for (const owner of [dns, dns.promises]) {
    const original = owner[name];
    owner[name] = function watchedLookup(host, ...rest) {
      if (!isLoopback(host)) note(`dns ${name} ${host}`);
      return original.call(this, host, ...rest);
    };
  }
}

const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function watchedSend(...parameters) {
  const host = parameters.filter((parameter) => typeof parameter === 'string').at(-1);
  if (!isLoopback(host)) note(`udp ${host}`);
  return send.apply(this, parameters);
};
