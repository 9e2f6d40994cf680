import { notFound } from "../errors.ts";
import { findUser, userNamed } from "../lookup.ts";
import { type Call, noContent, ok, param, type Route, route } from "../route.ts";
import { organizationPage, organizationView, userPage, userView } from "../views/people.ts";
import { api } from "../views/url.ts";

/** @throws 404 unless the path names the sandbox's organization. */
export function assertOrganization(call: Call): void {
  if (param(call, "org").toLowerCase() !== call.state.organization.login.toLowerCase()) throw notFound();
}

const memberOf = (call: Call) => {
  assertOrganization(call);
  const user = userNamed(call.state, param(call, "username"));
  if (user.role === "none") throw notFound();
  return user;
};

export const people: Route[] = [
  route("GET", "/user", (call) => ok(userPage(call.state, userNamed(call.state, call.actor)))),
  route("GET", "/users/{username}", (call) =>
    ok(userPage(call.state, userNamed(call.state, param(call, "username")))),
  ),
  route("GET", "/users/{username}/gpg_keys", (call) => {
    userNamed(call.state, param(call, "username"));
    return ok([]);
  }),
  route("GET", "/users/{username}/keys", (call) => {
    userNamed(call.state, param(call, "username"));
    return ok([]);
  }),
  route("GET", "/orgs/{org}", (call) => {
    assertOrganization(call);
    return ok(organizationPage(call.state));
  }),
  route("GET", "/orgs/{org}/members", (call) => {
    assertOrganization(call);
    return ok(call.state.users.filter((user) => user.role !== "none").map(userView));
  }),
  route("GET", "/orgs/{org}/members/{username}", (call) => {
    memberOf(call);
    return noContent;
  }),
  route("GET", "/orgs/{org}/memberships/{username}", (call) => {
    const user = memberOf(call);
    const { organization } = call.state;
    return ok({
      url: `${api}/orgs/${organization.login}/memberships/${user.login}`,
      state: "active",
      role: findUser(call.state, user.login)?.role === "admin" ? "admin" : "member",
      organization_url: `${api}/orgs/${organization.login}`,
      organization: organizationView(organization),
      user: userView(user),
    });
  }),
];
