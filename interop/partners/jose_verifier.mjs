// Shows tokens to npm jose, with issuer, audience, algorithm, typ and key set fixed. JSON in, JSON out.
import { readFileSync } from "node:fs";
import { createLocalJWKSet, jwtVerify } from "jose";

const given = JSON.parse(readFileSync(0, "utf8"));
const keys = createLocalJWKSet({ keys: [given.jwk] });
const answers = {};
for (const { name, token } of given.cases) {
  try {
    await jwtVerify(token, keys, {
      algorithms: ["ES256"],
      issuer: given.issuer,
      audience: given.audience,
      typ: "at+jwt",
      requiredClaims: ["exp"],
      currentDate: new Date(given.now * 1000),
    });
    answers[name] = "takes";
  } catch (fault) {
    answers[name] = `${fault.code ?? fault.name}: ${fault.message}`.slice(0, 100);
  }
}
process.stdout.write(JSON.stringify({ jose: answers }));
