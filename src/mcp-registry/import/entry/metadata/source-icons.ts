import { iconFaults } from '../../../../manifest/icon-faults.js';
import type { Icon } from '../../../../manifest/icon.js';
import type { UncheckedObject } from '../../json-object.js';

/** The icons of a server when the manifest can have them all; else they stay among the metadata. */
export function sourceIcons({ icons }: UncheckedObject): readonly Icon[] | undefined {
  return iconFaults(icons, '').length === 0 ? (icons as readonly Icon[]) : undefined;
}
