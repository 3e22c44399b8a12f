// All repositories that are no copies: own services, base images and tools, images of other projects, charts.

import { chance, oneOf, seedOf } from '../../world/chance.ts'
import { lastComponent } from '../wanted.ts'
import type { Draft } from './repository.ts'
import { COMPANY, madeServices, type Service, teamOf, writtenServices } from './services.ts'
import { columnOf, filled, titleOf, wordsOf } from './words.ts'

/** Shares of own services without a description, and with one that many share. */
const UNDESCRIBED = 0.24
const BOILERPLATE = 0.28
/** How many charts are of other projects' images, and of own services. */
const UPSTREAM_CHARTS = 70
const OWN_CHARTS = 130

/** Returns so many repositories, among them all that are written; names made from words fill up. */
export const originals = (count: number): Draft[] => {
  const upstream = upstreamImages()
  const ours = [...writtenServices(), ...houseImages()]
  const drafts = new Map<string, Draft>()
  const add = (draft: Draft) => {
    if (!drafts.has(draft.name)) drafts.set(draft.name, draft)
  }
  for (const one of upstream) add(one)
  for (const one of ours) add(ownDraft(one))
  for (const chart of chartsOf(upstream, ours)) add(chart)
  for (const made of madeServices()) if (drafts.size < count) add(ownDraft(made))
  if (drafts.size === count) return [...drafts.values()]
  throw new Error(`words make ${drafts.size} repositories, ${count} are needed; add nouns to words/nouns.tsv`)
}

/** Returns the company's base images and tools. */
const houseImages = (): Service[] =>
  ['base', 'tools'].flatMap(wordsOf).map(([name = '', description = '']) => {
    return { name, base: lastComponent(name), team: 'platform', description }
  })

const upstreamImages = (): Draft[] =>
  ['upstream-library', 'upstream-vendors'].flatMap(wordsOf).map(([path = '', version, licenses, description]) => {
    const name = path.includes('/') ? path : `library/${path}`
    const vendor = path.includes('/') ? titleOf(path.slice(0, path.indexOf('/'))) : undefined
    const shown = chance(seedOf(name))() < 0.94 ? description : undefined
    return { name, base: lastComponent(path), origin: 'upstream', version, licenses, description: shown, vendor }
  })

const BOILERPLATES = columnOf('boilerplate')

const ownDraft = ({ name, base, team, description }: Service): Draft => {
  const random = chance(seedOf(`draft of ${name}`))
  const said = random()
  const common = BOILERPLATES[Math.floor(random() ** 2 * BOILERPLATES.length)] ?? ''
  const others = said < UNDESCRIBED + BOILERPLATE ? filled(common, { t: team }) : description
  return { name, base, origin: 'own', description: said < UNDESCRIBED ? undefined : others, ...labelsOf(name, random) }
}

// The labels that builds set, where they set any.
const labelsOf = (name: string, random: () => number) => {
  const sometimes = (share: number, text: string) => (random() < share ? text : undefined)
  const [team, last] = [teamOf(name), lastComponent(name)]
  const version = [Math.floor(random() ** 2 * 9), Math.floor(random() * 30), Math.floor(random() * 12)].join('.')
  return {
    title: sometimes(0.4, random() < 0.85 ? titleOf(last) : last),
    version: sometimes(0.6, version),
    licenses: sometimes(0.25, random() < 0.8 ? 'LicenseRef-Marlow' : 'Apache-2.0'),
    vendor: sometimes(0.4, team === 'parcelo' ? 'Parcelo GmbH' : 'Marlow Retail'),
    source: sometimes(0.55, `https://git.${COMPANY}.example/${team}/${last}`),
  }
}

const chartsOf = (upstream: readonly Draft[], ours: readonly Service[]): Draft[] => {
  const random = chance(seedOf('charts'))
  const chart = (name: string, base: string, description: string): Draft => {
    const version = `${Math.floor(random() * 20)}.${Math.floor(random() * 9)}.${Math.floor(random() * 9)}`
    return { name: `charts/${name}`, base, origin: 'chart', title: base, version, description }
  }
  const projects = Array.from({ length: UPSTREAM_CHARTS }, () => oneOf(upstream, random))
  const services = Array.from({ length: OWN_CHARTS }, () => oneOf(ours, random))
  return [
    ...projects.map(({ base }) => chart(base, base, `A Helm chart for ${titleOf(base)} on Kubernetes`)),
    ...services.map(({ base, team }) =>
      chart(random() < 0.6 ? base : `${team}/${base}`, base, `Helm chart of ${base}`),
    ),
  ]
}
