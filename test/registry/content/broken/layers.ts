// Manifests with broken layers, sizes and digests.

import type { Case } from './case.ts'
import { config, image, layer, OCI_LAYER, ofImage, ofManifest, without } from './pieces.ts'

const of = (name: string, manifest: object | string, facts: Case['facts'], problem?: Case['problem']): Case => ({
  name: `a manifest ${name}`,
  blobs: { manifest, config },
  facts,
  ...(problem === undefined ? {} : { problem }),
})
const known = { mediaType: OCI_LAYER, digest: 'digest:layer', size: 100 }
/** There is no total size if a layer has none, since the sum would be too small. */
const layers = (
  name: string,
  all: unknown[],
  kept: object[] | undefined,
  size: number | undefined,
  problem?: Case['problem'],
) =>
  of(
    name,
    { ...image, layers: all },
    { ...without(ofImage, 'layers', 'size'), ...(size ? { size } : {}), ...(kept ? { layers: kept as never } : {}) },
    problem,
  )

export const layerCases: Case[] = [
  layers('with the same layer many times', Array(300).fill(layer), Array(127).fill(known), 110),
  layers('with the same layer in two sizes', [layer, { ...layer, size: 7 }], [known, { ...known, size: 7 }], 17),
  layers('with a layer of no bytes', [{ ...layer, size: 0 }], [{ ...known, size: 0 }], 10),
  layers(
    'with a layer of size minus zero',
    [{ digest: 'digest:layer', size: -0 }],
    [{ digest: 'digest:layer', size: 0 }],
    10,
  ),
  layers('with a layer that has only a digest', [{ digest: 'digest:layer' }], [{ digest: 'digest:layer' }], undefined),
  layers('with a layer that has only a size', [{ size: 5 }], undefined, 10),
  layers('with a layer that has foreign URLs', [{ ...layer, urls: ['javascript:alert(1)', 7] }], [known], 110),
  layers('with layers inside layers', [[layer]], undefined, 10, 'invalid: layers[0] is an array, not an object'),
  layers(
    'with layers that are plain digests',
    ['digest:layer'],
    undefined,
    10,
    /^invalid: layers\[0\] is "sha256:[0-9a-f]{33}", not an object$/,
  ),
  layers(
    'with a size that is a string',
    [{ ...layer, size: '100' }],
    [without(known, 'size')],
    undefined,
    'invalid: layers[0].size is "100", not a size',
  ),
  layers(
    'with a negative size',
    [{ ...layer, size: -1 }],
    [without(known, 'size')],
    undefined,
    'invalid: layers[0].size is -1, not a size',
  ),
  layers(
    'with a fractional size',
    [{ ...layer, size: 0.5 }],
    [without(known, 'size')],
    undefined,
    'invalid: layers[0].size is 0.5, not a size',
  ),
  layers(
    'with a size beyond the safe integers',
    [{ ...layer, size: 2 ** 53 }],
    [without(known, 'size')],
    undefined,
    'invalid: layers[0].size is 9007199254740992, not a size',
  ),
  layers(
    'with more than three invalid fields, of which the first three are reported',
    [{ size: -1 }, { size: -2 }, { size: -3 }, { size: -4 }],
    undefined,
    undefined,
    'invalid: layers[0].size is -1, not a size; layers[1].size is -2, not a size; layers[2].size is -3, not a size',
  ),
  layers(
    'with 1,001 layers',
    Array.from({ length: 1001 }, () => ({})),
    undefined,
    undefined,
    'invalid: layers has 1001 elements, of which only the first 1000 are read',
  ),
  of(
    'with a size that overflows to infinity',
    JSON.stringify(image).replace(':100', ':1e999'),
    { ...without(ofImage, 'size'), layers: [without(known, 'size')] },
    'invalid: layers[0].size is Infinity, not a size',
  ),
  of('with a size in scientific notation', JSON.stringify(image).replace(':100', ':1.00e2'), ofImage),
  of(
    'whose layers add up to more than the safe integers',
    { ...image, layers: [{ ...layer, size: 2 ** 53 - 1 }] },
    { ...without(ofImage, 'size'), layers: [{ ...known, size: 2 ** 53 - 1 }] },
  ),
  of(
    'whose config is also its only layer',
    { ...image, layers: [{ ...layer, digest: 'digest:config', size: 10 }] },
    { ...ofImage, size: 10, layers: [{ ...known, digest: 'digest:config', size: 10 }] },
  ),
  of(
    'with a digest in upper-case hex',
    { ...image, layers: [{ ...layer, digest: `sha256:${'A'.repeat(64)}` }] },
    { ...without(ofImage, 'layers'), size: 10 },
    /^invalid: layers\[0\]\.digest is "sha256:A{33}", not a digest$/,
  ),
  of(
    'with a config digest that is a relative path',
    { ...image, config: { ...image.config, digest: 'sha256:../../../repositories/x' } },
    { ...without(ofManifest, 'configDigest'), size: 100 },
    'invalid: config.digest is "sha256:../../../repositories/x", not a digest',
  ),
]
