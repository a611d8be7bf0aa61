/** Version of the results as JSON. Bump only when a field goes away or changes its meaning; fields may be added at any time. */
export const SCHEMA_VERSION = 1;
