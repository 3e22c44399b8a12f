// All settings of a deployment, by subject. The table in docs/settings.md, the validation of settings and the construct's
// defaults come from here. Add a setting only if a user would set it; anything else is a constant.

import { LAYOUTS } from '../lambda/names/layouts.ts'
import { ADDRESS_SETTINGS } from './address-settings.ts'
import { BUCKET_SETTINGS, rootSetting } from './bucket-settings.ts'
import { SEARCH_SETTINGS } from './search-settings.ts'
import type { Setting } from './setting.ts'
import { SIGN_IN_SETTINGS } from './sign-in-settings.ts'
import { STACK_SETTINGS } from './stack-settings.ts'

/** The settings by their names, without the roots of the layouts. */
export const SETTINGS = {
  ...BUCKET_SETTINGS,
  ...SIGN_IN_SETTINGS,
  ...ADDRESS_SETTINGS,
  ...SEARCH_SETTINGS,
  ...STACK_SETTINGS,
}

const { bucket, layout, ...others } = SETTINGS

/** All settings by their names, in the order of the table in docs/settings.md. */
export const ALL_SETTINGS: ReadonlyMap<string, Setting<unknown>> = new Map<string, Setting<unknown>>([
  ['bucket', bucket],
  ['layout', layout],
  ...LAYOUTS.map((one) => [one.root.setting, rootSetting(one)] as const),
  ...Object.entries(others),
])
