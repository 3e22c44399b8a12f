/**
 * Variables of the environment by the settings that they give: the names that docker-registry and
 * docker-registry-index-dynamodb read until 2015 (their config_sample.yml and README), so that the environment of an old
 * registry serves here too.
 */
export const ENVIRONMENT_NAMES: ReadonlyMap<string, string> = new Map([
  ['bucket', 'AWS_BUCKET'],
  ['storage_path', 'STORAGE_PATH'],
  ['database', 'DYNAMODB_DATABASE'],
  ['repository_table', 'DYNAMODB_REPOSITORY_TABLE'],
  ['version_table', 'DYNAMODB_VERSION_TABLE'],
])
