import { CloudError, type Value } from "../protocol/resource-type.ts";

/** A refusal as GitHub's API words it: a status, a message and, for some, a list of errors. */
export class GithubError extends CloudError {
  override name = "GithubError";
  readonly errors: Value[] | undefined;
  constructor(status: number, message: string, errors?: Value[]) {
    super(status, message);
    this.errors = errors;
  }
}

export const notFound = (): GithubError => new GithubError(404, "Not Found");

/** 422 with one entry of GitHub's usual form. */
export function invalid(resource: string, field: string, code: string, message?: string): GithubError {
  return new GithubError(422, "Validation Failed", [
    { resource, field, code, ...(message === undefined ? {} : { message }) },
  ]);
}

/** 422 with a plain sentence in `errors`, as rulesets and collaborators answer. */
export const refused = (reason: string): GithubError => new GithubError(422, "Validation Failed", [reason]);

/** The body of a refusal. */
export function errorBody(error: CloudError): { [key: string]: Value } {
  const errors = error instanceof GithubError ? error.errors : undefined;
  return {
    message: error.message,
    ...(errors ? { errors } : {}),
    documentation_url: "https://docs.github.com/rest",
    status: String(error.status),
  };
}
