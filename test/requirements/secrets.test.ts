import { expect, it } from "vitest";
import { declareExample, secretNamesOf, settingsOf } from "./example.ts";

const needed = [
  ...["DATABASE_URL", "JWT_SECRET_KEY", "ENCRYPTION_KEY"],
  ...["ANTHROPIC_API_KEY", "STRIPE_API_KEY", "TWILIO_ACCOUNT_SID"],
];

it("S001-VAR-01: six secrets of the backend are needed, and the preview fails where one is missing", async () => {
  const settings = settingsOf("001-omega", "production");
  expect(Object.values(settings.secrets.backend).flat().sort()).toEqual([...needed].sort());
  await declareExample(settings);
  for (const missing of needed) {
    const present = secretNamesOf(settings).filter((name) => name !== missing);
    await expect(declareExample(settings, present)).rejects.toThrow(
      new RegExp(`lacks \\d of the secrets .*: \\w+: ${missing}[.,]`),
    );
  }
});
