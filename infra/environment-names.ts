import { VARIABLES_OF_2015 } from '../lambda/names/deployment.ts'
import { DOCKER_V1 } from '../lambda/names/layouts.ts'

/** Variables of the environment by the settings that they give. */
export const ENVIRONMENT_NAMES: ReadonlyMap<string, string> = new Map([
  ['bucket', VARIABLES_OF_2015.bucket],
  [DOCKER_V1.root.setting, VARIABLES_OF_2015.storagePath],
  ['database', VARIABLES_OF_2015.database],
  ['repository_table', VARIABLES_OF_2015.repositoryTable],
  ['version_table', VARIABLES_OF_2015.versionTable],
])
