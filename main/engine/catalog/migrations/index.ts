import type { Migration } from '../migrate.ts';
import { migration001 } from './001-initial.ts';
import { migration002 } from './002-file-counts.ts';
import { migration003 } from './003-index-blocks.ts';
import { migration004 } from './004-item-words.ts';
import { migration005 } from './005-wide-vectors.ts';
import { migration006 } from './006-moment-luma.ts';
import { migration007 } from './007-annotations.ts';
import { migration008 } from './008-unfinished-videos.ts';
import { migration009 } from './009-nothing.ts';
import { migration010 } from './010-file-says.ts';
import { migration011 } from './011-more-formats.ts';
import { migration012 } from './012-identity.ts';
import { migration013 } from './013-activity.ts';
import { thumbnailsMigration001 } from './thumbnails-001-initial.ts';

export const catalogMigrations: readonly Migration[] = [
  migration001,
  migration002,
  migration003,
  migration004,
  migration005,
  migration006,
  migration007,
  migration008,
  migration009,
  migration010,
  migration011,
  migration012,
  migration013,
];
export const thumbnailMigrations: readonly Migration[] = [thumbnailsMigration001];
