import { BOTH_LAYOUTS, DISTRIBUTION, LAYOUTS, type LayoutId } from '../../../lambda/names/layouts.ts'
import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import { LAYOUT_KINDS } from '../../../lambda/registry/layouts/layouts.ts'
import { findingsOf } from '../../finding.ts'
import { checked, type Finding } from '../finding.ts'
import { type Found, findRegistries } from '../listing/find-registries.ts'
import type { Subject } from '../subject.ts'

const { ok, note, warning, error } = findingsOf('registry')

export interface RegistriesFound {
  readonly findings: readonly Finding[]
  /** The layouts to index, one of a kind; empty if no registry was found. */
  readonly layouts: readonly Layout[]
}

/** Finds the registries in the bucket. */
export const checkRegistries = async (subject: Subject): Promise<RegistriesFound> => {
  let layouts: readonly Layout[] = []
  const findings = await checked('registry', 'which registries the bucket holds', async () => {
    const found = await findRegistries(subject.list, subject.roots)
    layouts = oneOfEach(found.registries)
    return [...registryFindings(found, layouts, subject), ...otherFindings(found, layouts)]
  })
  return { findings, layouts }
}

/** Returns the settings that index these layouts, without those that are the default. */
export const settingsOf = (layouts: readonly Layout[]): [name: string, value: string][] => {
  const ids = layouts.map(({ id }) => id)
  const isDefault = ids.length === 0 || (ids.length === 1 && ids[0] === DISTRIBUTION.id)
  const roots = LAYOUTS.flatMap(({ id, root }): [string, string][] => {
    const at = layouts.find((one) => one.id === id)?.root
    return at === undefined || at === root.default ? [] : [[root.setting, `/${at}`]]
  })
  const layout = ids.length === LAYOUTS.length ? BOTH_LAYOUTS : ids.join(',')
  return [...(isDefault ? [] : [['layout', layout] as [string, string]]), ...roots]
}

// A deployment indexes one registry of each kind: the one at the default root if there is one, else the first.
const oneOfEach = (found: readonly Layout[]): Layout[] =>
  LAYOUTS.flatMap(({ id, root }) => {
    const all = found.filter((one) => one.id === id)
    return all.find((one) => one.root === root.default) ?? all[0] ?? []
  })

const placeText = ({ id, root, prefix }: Layout): string =>
  `${LAYOUTS.find((one) => one.id === id)?.about ?? id} at ${root === '' ? "the bucket's root" : `/${root}`} (${prefix}…)`

const registryFindings = (found: Found, layouts: readonly Layout[], { roots }: Subject): Finding[] => {
  if (layouts.length > 0) return [ok(`found: ${layouts.map(placeText).join('; ')}`)]
  if (found.isEmptyBucket)
    return [
      warning(
        'the bucket is empty, so the root of its registry is not known',
        `give ${rootSettings()} as in the registry's configuration if it is not the default; the first push is found without a new deployment`,
      ),
    ]
  const places = [...roots].map(([id, root]) => LAYOUT_KINDS[id].make(root).prefix)
  if (places.length > 0)
    return [
      error(
        `no tag of a registry is below ${places.join(' or ')}`,
        'correct --rootdirectory or --storage-path; without them preflight looks for registries itself',
      ),
    ]
  const [empty] = found.empty
  if (empty !== undefined) return [warning(`${placeText(empty)} has no tags yet`, 'push one, and run preflight again')]
  const where = found.isPartial ? ' in the folders that were looked into, which are not all' : ''
  return [
    error(
      `the bucket has no tag of CNCF distribution or of a registry v1${where}`,
      `check the name of the bucket; if it is right, give the root of the registry by ${rootOptions()}`,
    ),
  ]
}

const otherFindings = ({ registries, unnameable }: Found, layouts: readonly Layout[]): Finding[] => [
  ...registries
    .filter((one) => !layouts.includes(one))
    .map((one) =>
      note(
        `there is another registry: ${placeText(one)}; a deployment indexes one of each kind`,
        `for a second index of it, deploy with ${settingText(one)} -c stack=…`,
      ),
    ),
  ...unnameable
    .slice(0, 3)
    .map((root) =>
      warning(
        `the folder ${JSON.stringify(root)} is the root of a registry, but no setting can name it: roots have A-Z a-z 0-9 . _ / -`,
      ),
    ),
]

const settingText = (layout: Layout): string =>
  settingsOf([layout])
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ') || `-c layout=${layout.id}`

const rootSettings = () => LAYOUTS.map(({ root }) => `-c ${root.setting}=…`).join(' or ')
const rootOptions = () => LAYOUTS.map(({ id }) => `--${rootOption(id)}`).join(' or ')

/** Returns the option by which the root of a layout's registry is named. */
export const rootOption = (id: LayoutId): string =>
  (LAYOUTS.find((one) => one.id === id)?.root.setting ?? '').replaceAll('_', '-')
