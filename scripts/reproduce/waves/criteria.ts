import { ablations } from './ablations.js'
import { autoencoder } from './autoencoder.js'
import { cost } from './cost.js'
import { damage } from './damage.js'
import { geometries } from './geometries.js'
import { growth } from './growth.js'
import { locality } from './locality.js'
import { map } from './map.js'
import { pools } from './pools.js'
import { propagation } from './propagation.js'
import { sizeControl } from './size-control.js'
import { waves } from './waves.js'

/** In the order of the paper's file; 1 and 9 are held by the tests, 16 by the read-out table. */
export const CRITERIA = {
  waves,
  locality,
  ablations,
  sizeControl,
  pools,
  map,
  propagation,
  geometries,
  damage,
  growth,
  autoencoder,
  cost,
} as const
