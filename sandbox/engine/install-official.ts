import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

/**
 * `node install-official.ts FOLDER`: the Automation API's installer, as a process that can be stopped. It brings the
 * version of the SDK that it is part of.
 */
const [root = ""] = process.argv.slice(2);
await PulumiCommand.install({ root });
