import { iso27001, soc2 } from "../form/clauses.ts";
import { judgeCompanion } from "../form/companion.ts";
import { exactly, judge, type Subject } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ofAzureType } from "../form/type.ts";
import { isApp, isSlot } from "./azure-type.ts";

const name = "no-publishing-password";

const metadata: Metadata = {
  name,
  displayName: "No password deploys to an app",
  description:
    "An Azure app and each of its slots must have FTP disabled, and must have basic authentication refused for FTP and for SCM: a publishing profile is a password that deploys around every gate.",
  severity: "critical",
  clauses: [
    iso27001("A.5.17", "Authentication information is allocated and kept under control."),
    iso27001("A.8.32", "Changes follow a change management procedure."),
    soc2("CC8.1", "Changes are authorized and approved before they are put in place."),
  ],
  requirements: ["S000-PROD-02", "S003-SEC-03"],
  remediationSteps:
    "Set siteConfig.ftpsState: Disabled, and declare WebAppFtpAllowed and WebAppScmAllowed with allow: false for the app, WebAppFtpAllowedSlot and WebAppScmAllowedSlot for every slot.",
  url: documentOf(name),
  tags: ["azure", "app-service"],
};

const refused = [exactly("allow", false)];

export const noPublishingPassword: Policy = {
  metadata,

  resource(resource) {
    if (!isApp(resource) && !isSlot(resource)) return [];
    return judge({ kind: "App", resource }, [exactly("siteConfig.ftpsState", "Disabled")]);
  },

  stack(resources) {
    return resources.flatMap((resource) => {
      if (!isApp(resource) && !isSlot(resource)) return [];
      const subject: Subject = { kind: "App", resource };
      const [suffix, property] = isApp(resource) ? ["", "name"] : ["Slot", "slot"];
      return ["WebAppFtpAllowed", "WebAppScmAllowed"].flatMap((setting) =>
        judgeCompanion(subject, resources, {
          is: ofAzureType("web", `${setting}${suffix}`),
          kind: `${setting}${suffix}`,
          names: { property, ownerProperty: property },
          demands: refused,
        }),
      );
    });
  },
};
