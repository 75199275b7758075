// Verifies one token with npm fast-jwt, as often as a line on stdin says: "uncached 1000" is answered with microseconds per call.
import { createVerifier } from "fast-jwt";
import { createInterface } from "node:readline";

const { token, pem, algorithm, issuer, audience } = JSON.parse(process.env.GIVEN);
const settings = { key: pem, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience };
const verifiers = {
  uncached: createVerifier(settings),
  cached: createVerifier({ ...settings, cache: true, cacheTTL: 3_600_000 }),
};
for (const verify of Object.values(verifiers)) {
  if (verify(token).iss !== issuer) throw new Error("the token does not verify");
  for (let warm = 0; warm < 3000; warm++) verify(token);
}
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const wall = () => Number(process.hrtime.bigint()) / 1000;
const now = process.env.CLOCK === "cpu" ? cpu : wall;
console.log("ready " + process.version);
for await (const line of createInterface({ input: process.stdin })) {
  const [name, count] = line.split(" ");
  const verify = verifiers[name];
  const began = now();
  for (let call = 0; call < Number(count); call++) verify(token);
  console.log(String((now() - began) / Number(count)));
}
