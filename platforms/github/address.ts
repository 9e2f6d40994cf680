/**
 * The root of GitHub's REST API for an address as the GitHub provider takes it: `https://api.github.com/` (the default)
 * and the hosts of ghe.com are the API themselves, any other host serves it below `/api/v3`.
 *
 * @throws Error when it is no http or https address.
 */
export function restRoot(baseUrl: string | undefined): string {
  if (baseUrl === undefined || baseUrl === "") return "https://api.github.com";
  const url = URL.parse(baseUrl);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      `GITHUB_BASE_URL is ${JSON.stringify(baseUrl)}; it must be an http or https address such as ` +
        "https://github.example.com/. Leave it unset for github.com.",
    );
  }
  const isApi = url.hostname === "api.github.com" || url.hostname.endsWith(".ghe.com");
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${isApi || path.endsWith("/api/v3") ? path : `${path}/api/v3`}`;
}
