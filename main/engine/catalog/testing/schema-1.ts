/**
 * A library as an Afterimage of schema 1 left it: the schema frozen as text, so that editing the
 * first migration cannot pass unnoticed, and rows of every kind. Written for `testModel`.
 */
export const schema1Sql = `
  CREATE TABLE volume (volume_id INTEGER PRIMARY KEY,
    device TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE folder (folder_id INTEGER PRIMARY KEY AUTOINCREMENT,
    volume_id INTEGER NOT NULL REFERENCES volume,
    path TEXT NOT NULL UNIQUE,
    offline INTEGER NOT NULL DEFAULT 0 CHECK (offline IN (0, 1)),
    removed_ms INTEGER) STRICT;
  CREATE TABLE content (content_id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    size_bytes INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'video')),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    duration_ms REAL,
    captured_at TEXT,
    camera TEXT,
    latitude REAL,
    longitude REAL,
    format TEXT NOT NULL,
    codec TEXT,
    browser_shows INTEGER NOT NULL CHECK (browser_shows IN (0, 1)),
    date_ms INTEGER NOT NULL,
    moment_count INTEGER NOT NULL CHECK (moment_count > 0)) STRICT;
  CREATE TABLE item (item_id INTEGER PRIMARY KEY AUTOINCREMENT,
    content_id INTEGER NOT NULL UNIQUE REFERENCES content,
    visible INTEGER NOT NULL DEFAULT 0 CHECK (visible IN (0, 1)),
    created_ms INTEGER NOT NULL,
    hidden_ms INTEGER) STRICT;
  CREATE TABLE file (file_id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folder,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'video')),
    size_bytes INTEGER NOT NULL,
    modified_ns TEXT NOT NULL,
    modified_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'done', 'setAside')),
    attempts INTEGER NOT NULL DEFAULT 0,
    set_aside_code TEXT,
    set_aside_detail TEXT,
    oddity INTEGER NOT NULL DEFAULT 0 CHECK (oddity IN (0, 1)),
    item_id INTEGER REFERENCES item,
    content_id INTEGER REFERENCES content,
    CHECK ((state = 'setAside') = (set_aside_code IS NOT NULL)),
    CHECK (state <> 'done' OR content_id IS NOT NULL),
    CHECK (content_id IS NULL OR item_id IS NOT NULL),
    CHECK (oddity = 0 OR state = 'setAside')) STRICT;
  CREATE INDEX file_of_item ON file (item_id) WHERE item_id IS NOT NULL;
  CREATE INDEX file_reading ON file (folder_id) WHERE state = 'reading';
  CREATE INDEX file_set_aside ON file (folder_id) WHERE state = 'setAside';
  CREATE INDEX file_waiting ON file (folder_id, kind, attempts, modified_ms DESC) WHERE state = 'waiting';
  CREATE TABLE moment (moment_id INTEGER PRIMARY KEY AUTOINCREMENT,
    content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    number INTEGER NOT NULL,
    time_ms INTEGER,
    shot INTEGER NOT NULL,
    UNIQUE (content_id, number)) STRICT;
  CREATE TABLE model (model_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    code_bits INTEGER NOT NULL,
    dimension INTEGER NOT NULL,
    current INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1)),
    UNIQUE (name, version, code_bits, dimension)) STRICT;
  CREATE TABLE coding (content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    model_id INTEGER NOT NULL REFERENCES model,
    PRIMARY KEY (content_id, model_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE code (moment_id INTEGER NOT NULL REFERENCES moment ON DELETE CASCADE,
    model_id INTEGER NOT NULL REFERENCES model,
    code BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (moment_id, model_id)) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1;
`;

const hash = (digit: string) => `x'${digit.repeat(64)}'`;
export const schema1Rows = `
  INSERT INTO volume VALUES (1, '2049');
  INSERT INTO folder VALUES (1, 1, '/photos', 0, NULL), (2, 1, '/unplugged', 1, NULL),
    (3, 1, '/removed', 0, 1600000000000);
  INSERT INTO model VALUES (1, 'older', '1', 128, 16, 0), (2, 'test', '1', 64, 8, 1);
  INSERT INTO content VALUES
    (1, ${hash('a')}, 1000, 'photo', 400, 300, NULL, '2020-02-29T12:00:00', 'Lumix', 48.2, 16.3,
      'jpeg', NULL, 1, 1582977600000, 1),
    (2, ${hash('b')}, 2000, 'video', 1920, 1080, 2500.5, NULL, NULL, NULL, NULL, 'mov', 'hevc', 0,
      1600000000000, 2),
    (3, ${hash('c')}, 3000, 'photo', 300, 400, NULL, NULL, NULL, NULL, NULL, 'png', NULL, 1,
      1500000000000, 1);
  INSERT INTO item VALUES (1, 1, 1, 10, NULL), (5, 2, 1, 10, NULL), (6, 3, 0, 10, 20);
  INSERT INTO moment VALUES (1, 1, 0, NULL, 0), (7, 2, 0, 0, 0), (8, 2, 1, 1500, 1),
    (9, 3, 0, NULL, 0);
  INSERT INTO coding VALUES (1, 2), (2, 2), (3, 2), (1, 1);
  INSERT INTO code VALUES
    (1, 2, x'0102030405060708', x'7f00000000000000'), (7, 2, x'1112131415161718', x'007f000000000000'),
    (8, 2, x'2122232425262728', x'00007f0000000000'), (9, 2, x'3132333435363738', x'0000007f00000000'),
    (1, 1, zeroblob(16), zeroblob(16));
  INSERT INTO file VALUES
    (1, 1, '/photos/a.jpg', 'photo', 1000, '1582977600000000001', 1582977600000, 'done', 0, NULL, NULL, 0, 1, 1),
    (2, 1, '/photos/copy of a.jpg', 'photo', 1000, '1582977600000000001', 1582977600000, 'done', 0, NULL, NULL, 0, 1, 1),
    (3, 2, '/unplugged/b.mov', 'video', 2000, '1600000000000000000', 1600000000000, 'done', 0, NULL, NULL, 0, 5, 2),
    (4, 1, '/photos/new.jpg', 'photo', 5, '1', 0, 'waiting', 1, NULL, NULL, 0, NULL, NULL),
    (5, 1, '/photos/half.jpg', 'photo', 6, '2', 0, 'reading', 0, NULL, NULL, 0, NULL, NULL),
    (6, 1, '/photos/bad.jpg', 'photo', 7, '3', 0, 'setAside', 0, 'damaged-picture', 'bad marker', 0, NULL, NULL),
    (7, 1, '/photos/pipe.jpg', 'photo', 0, '0', 0, 'setAside', 0, 'not-a-regular-file', 'FIFO', 1, NULL, NULL),
    (8, 3, '/removed/c.png', 'photo', 3000, '1500000000000000000', 1500000000000, 'done', 0, NULL, NULL, 0, 6, 3);
`;

/** Schema 1 of thumbnails.sqlite, the newest so far. */
export const thumbnailsSchema1Sql = `
  CREATE TABLE thumbnail (thumbnail_id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    number INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    webp BLOB NOT NULL,
    UNIQUE (sha256, number)) STRICT;
  INSERT INTO thumbnail VALUES (1, ${hash('a')}, 0, 30, 20, x'aa'), (2, ${hash('b')}, 0, 30, 20, x'b0'),
    (3, ${hash('b')}, 1, 30, 20, x'b1'), (4, ${hash('c')}, 0, 20, 30, x'cc');
  PRAGMA user_version = 1;
`;
