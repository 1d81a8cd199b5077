// Opens a message of the other side and seals one for it: one JSON object on standard input, one on standard output, all
// values in hexadecimal digits.
import { readFileSync } from "node:fs";
import { hex, keyFrom, open, seal, unhex } from "./hpke.mjs";

const input = JSON.parse(readFileSync(0, "utf8"));
const [info, aad] = [unhex(input.info), unhex(input.aad)];
const opened = await open(await keyFrom(unhex(input.privateKey)), info, aad, unhex(input.message));
const sealed = await seal(unhex(input.recipient), info, aad, unhex(input.plaintext));
console.log(JSON.stringify({ opened: hex(opened), sealed: hex(sealed) }));
