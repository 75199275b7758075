// Asks npm jose. One JSON object a line in, one a line out: what it took, or what it threw.
import { createInterface } from "node:readline";
import { compactDecrypt, compactVerify, importJWK } from "jose";

async function taken(asked) {
  const key = await importJWK(asked.key, asked.algorithms[0]);
  if (asked.operation === "verify") {
    return (await compactVerify(asked.token, key, { algorithms: asked.algorithms })).payload;
  }
  const accepted = { keyManagementAlgorithms: asked.algorithms, contentEncryptionAlgorithms: asked.encryptions };
  return (await compactDecrypt(asked.token, key, accepted)).plaintext;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { taken: Buffer.from(await taken(JSON.parse(line))).toString("hex") };
  } catch (fault) {
    // What WebCrypto throws has a number for a code.
    answer = { refused: typeof fault.code === "string" ? fault.code : fault.name };
  }
  process.stdout.write(JSON.stringify({ jose: answer }) + "\n");
}
