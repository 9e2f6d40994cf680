import { describe, expect, it } from "vitest";
import { manifestFor, manifestPage } from "../../doctor/manifest.ts";
import { idle, lacking, lackingScopes, permissions, permissionsFor } from "../../doctor/permissions.ts";

const plain = { createTeams: false };
const granted = Object.fromEntries(permissionsFor(plain));

describe("an app's permissions", () => {
  it("are enough at the level of the list, or above it", () => {
    expect(lacking(granted, plain)).toEqual([]);
    expect(lacking({ ...granted, members: "write" }, plain)).toEqual([]);
  });

  it.each(permissions.map(({ name, level }) => [name, level]))(
    "lack %s where it is not granted",
    (name, level) => {
      const { [name]: _, ...rest } = granted;
      expect(lacking(rest, plain)).toEqual([`${name}: ${level}`]);
    },
  );

  it("lack what is granted at a lower level, or at one that nobody knows", () => {
    expect(lacking({ ...granted, contents: "read" }, plain)).toEqual(["contents: write"]);
    expect(lacking({ ...granted, contents: "some" }, plain)).toEqual(["contents: write"]);
  });

  it("are raised where the settings make teams", () => {
    expect(lacking(granted, { createTeams: true })).toEqual(["members: write"]);
  });

  it("may be more than is needed, which is named", () => {
    expect(idle({ ...granted, checks: "write", members: "write" }, plain)).toEqual([
      "members: write",
      "checks: write",
    ]);
    expect(idle({ ...granted, members: "write" }, { createTeams: true })).toEqual([]);
  });

  it("each say why they are needed", () => {
    for (const { name, why } of permissions) expect(why, name).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe("a classic token's scopes", () => {
  it("may be held by wider ones", () => {
    expect(lackingScopes(["repo", "workflow", "admin:org"], plain)).toEqual([]);
    expect(lackingScopes(["repo", "workflow", "read:org"], plain)).toEqual([]);
    expect(lackingScopes(["public_repo"], plain)).toEqual(["repo", "workflow", "read:org"]);
    expect(lackingScopes(["repo", "workflow", "read:org"], { createTeams: true })).toEqual(["admin:org"]);
  });
});

describe("the manifest", () => {
  const application = { title: "Acme", owner: "acme", repository: "a-repository-with-a-name-that-is-long" };

  it("asks for exactly the permissions of the list, and listens to nothing", () => {
    expect(manifestFor(application, plain)).toEqual({
      name: "gatehouse-a-repository-with-a-name",
      url: "https://github.com/acme/a-repository-with-a-name-that-is-long",
      description: "Declares the road to production of Acme.",
      redirect_url: "http://127.0.0.1:8765/",
      public: false,
      default_permissions: granted,
      default_events: [],
    });
  });

  it("goes to GitHub by a page with one button, whatever its text holds", () => {
    const page = manifestPage("acme", { name: `"<&` });
    expect(page).toContain('action="https://github.com/organizations/acme/settings/apps/new"');
    expect(page).toContain('value="{&quot;name&quot;:&quot;\\&quot;&lt;&amp;&quot;}"');
  });
});
