import { notFound } from "../errors.ts";
import { type Call, idParam, noContent, ok, type Route, route } from "../route.ts";
import { permissionsView, repositoryView } from "../views/repository.ts";

function installationAt(call: Call) {
  const installation = call.state.installations.find((one) => one.id === idParam(call, "installation_id"));
  if (!installation) throw notFound();
  return installation;
}

const one = "/user/installations/{installation_id}/repositories";

export const installations: Route[] = [
  route("GET", one, (call) => {
    const { repositories } = installationAt(call);
    const views = call.state.repositories
      .filter((repository) => repositories.includes(repository.id))
      .map((repository) => ({
        ...repositoryView(call.state, repository),
        permissions: permissionsView("admin"),
      }));
    return ok({ total_count: views.length, repository_selection: "selected", repositories: views });
  }),
  route("PUT", `${one}/{repository_id}`, (call) => {
    const installation = installationAt(call);
    const id = idParam(call, "repository_id");
    if (!call.state.repositories.some((repository) => repository.id === id)) throw notFound();
    installation.repositories = [...new Set([...installation.repositories, id])];
    return noContent;
  }),
  route("DELETE", `${one}/{repository_id}`, (call) => {
    const installation = installationAt(call);
    const id = idParam(call, "repository_id");
    installation.repositories = installation.repositories.filter((other) => other !== id);
    return noContent;
  }),
];
