/** `ADDRESS MS`: exits with 0 when the address answers at all within that time, else with 1. */
const [address, limitMs] = process.argv.slice(2);
const answered = await fetch(address, {
  method: 'HEAD',
  signal: AbortSignal.timeout(Number(limitMs)),
}).then(
  () => true,
  () => false,
);
process.exit(answered ? 0 : 1);
