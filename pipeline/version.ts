/** The runtime's version; a decision names it. A test holds it in step with package.json. */
export const runtimeVersion = "0.1.0";
