import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sendMail } from "../../../platforms/smtp/mail.ts";
import { startSmtp } from "../../servers/smtp.ts";
import { folder } from "../audit/runtime.ts";

const mail = {
  from: "road@acme.example",
  to: ["team@acme.example"],
  subject: "Grüße",
  text: "It is well.\n.\n",
};
const within = 2000;

it("sends a mail with its recipients, marked as a machine's", async () => {
  const mailbox = await startSmtp();
  const server = { host: "127.0.0.1", port: mailbox.port };
  expect(await sendMail(server, { ...mail, to: ["a@acme.example", "b@acme.example"] }, within)).toEqual({
    taken: true,
  });
  const [one] = mailbox.mails;
  expect(one).toMatchObject({ from: "road@acme.example", to: ["a@acme.example", "b@acme.example"] });
  expect(one?.source).toContain("Auto-Submitted: auto-generated");
});

it("gives a user and a password, and says which were refused, without them", async () => {
  const mailbox = await startSmtp({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === "right" ? done(null, { user: username ?? "" }) : done(new Error("no")),
  });
  const server = { host: "127.0.0.1", port: mailbox.port, user: "road" };
  expect(await sendMail({ ...server, password: "right" }, mail, within)).toEqual({ taken: true });
  expect(mailbox.mails[0]?.user).toBe("road");
  const refused = await sendMail({ ...server, password: "wrong-password" }, mail, within);
  expect(refused).toMatchObject({ taken: false, again: false });
  expect(JSON.stringify(refused)).not.toContain("wrong-password");
});

it("does not send where the certificate is nobody's, nor to another machine without TLS", async () => {
  const path = folder();
  const [key, cert] = [join(path, "key.pem"), join(path, "cert.pem")];
  const self = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"];
  execFileSync("openssl", [...self, "-keyout", key, "-out", cert], { stdio: "ignore" });
  const mailbox = await startSmtp({ key: readFileSync(key), cert: readFileSync(cert) });
  const refused = await sendMail({ host: "127.0.0.1", port: mailbox.port }, mail, within);
  expect(refused).toMatchObject({ taken: false, why: expect.stringMatching(/certificate/) });
  expect(mailbox.mails).toEqual([]);
  const open = await startSmtp();
  // A way to write this machine's address that is not taken for it: as far as the client knows, another machine.
  const away = await sendMail({ host: "127.1", port: open.port }, mail, within);
  expect(away).toMatchObject({ taken: false, why: expect.stringMatching(/TLS/) });
  expect(open.mails).toEqual([]);
});

it.each([
  [450, true],
  [550, false],
])("an address that the server refuses with %i", async (responseCode, again) => {
  const mailbox = await startSmtp({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error("mailbox"), { responseCode })),
  });
  const answer = await sendMail({ host: "127.0.0.1", port: mailbox.port }, mail, within);
  expect(answer).toMatchObject({ taken: false, again });
});

it("a part of the addresses refused is told", async () => {
  const mailbox = await startSmtp({
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith("b") ? new Error("no such user") : null),
  });
  const to = ["a@acme.example", "b@acme.example"];
  const answer = await sendMail({ host: "127.0.0.1", port: mailbox.port }, { ...mail, to }, within);
  expect(answer).toMatchObject({ taken: false, why: expect.stringContaining("b@acme.example") });
  expect(mailbox.mails).toHaveLength(1);
});
