import { createSocket } from "node:dgram";

/** How a name server answers for a name: with an address, or with a code (RFC 1035, 4.1.1), or not at all. */
export type DnsAnswer = { address: string } | { code: number } | "silence";

/** A name server on this machine; names it does not know do not exist. */
export async function openNameServer(
  names: Readonly<Record<string, DnsAnswer>>,
): Promise<{ address: string; close(): Promise<void> }> {
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const { name, end } = nameIn(question);
    const answer = names[name] ?? { code: 3 };
    if (answer !== "silence")
      socket.send(answerTo(question.subarray(0, end + 4), answer), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function nameIn(message: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("ascii", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join("."), end: at + 1 };
}

function answerTo(question: Buffer, answer: Exclude<DnsAnswer, "silence">): Buffer {
  const isIpv4 = question.readUInt16BE(question.length - 4) === 1;
  const has = "address" in answer && isIpv4;
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | ("code" in answer ? answer.code : 0), 2);
  head.writeUInt16BE(has ? 1 : 0, 6);
  head.writeUInt16BE(0, 8);
  // No additional records, whatever the question had.
  head.writeUInt16BE(0, 10);
  if (!has) return head;
  const record = Buffer.from("c00c00010001000000010004", "hex");
  return Buffer.concat([head, record, Buffer.from(answer.address.split(".").map(Number))]);
}
