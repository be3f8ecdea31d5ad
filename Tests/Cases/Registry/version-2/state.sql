CREATE TABLE cluster (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    server TEXT NOT NULL,
    labels TEXT NOT NULL,
    annotations TEXT NOT NULL,
    project TEXT NOT NULL,
    credential TEXT CHECK (credential IN ('kubeconfig', 'tokenFile', 'tokenEnvironment', 'inCluster')),
    credential_file TEXT,
    credential_name TEXT,
    credential_authority TEXT,
    inventory_known_at REAL,
    credential_reference TEXT
);
CREATE INDEX cluster_server ON cluster (server);

CREATE TABLE cluster_facts (
    cluster INTEGER PRIMARY KEY REFERENCES cluster (id) ON DELETE CASCADE,
    version TEXT NOT NULL,
    last_seen REAL NOT NULL,
    last_error TEXT,
    last_attempt REAL NOT NULL
);

CREATE TABLE application (
    name TEXT NOT NULL PRIMARY KEY,
    cluster TEXT NOT NULL,
    origin TEXT NOT NULL,
    manifest TEXT NOT NULL,
    revision TEXT,
    desired_hash TEXT,
    sync_status TEXT NOT NULL,
    health_status TEXT NOT NULL,
    message TEXT NOT NULL,
    last_synced REAL,
    updated_at REAL NOT NULL,
    applications_sync TEXT
);
CREATE INDEX application_cluster ON application (cluster);

CREATE TABLE inventory (
    cluster INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    application TEXT NOT NULL,
    api_group TEXT NOT NULL,
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    wave INTEGER NOT NULL,
    PRIMARY KEY (cluster, application, api_group, kind, namespace, name)
) WITHOUT ROWID;

CREATE TABLE observation (
    cluster INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    application TEXT NOT NULL,
    api_group TEXT NOT NULL,
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    resource_version TEXT NOT NULL,
    desired_hash TEXT NOT NULL,
    PRIMARY KEY (cluster, application, api_group, kind, namespace, name)
) WITHOUT ROWID;

CREATE TABLE lease (
    cluster INTEGER PRIMARY KEY REFERENCES cluster (id) ON DELETE CASCADE,
    holder TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    boot TEXT NOT NULL,
    process_start TEXT NOT NULL,
    purpose TEXT NOT NULL,
    acquired_at REAL NOT NULL,
    expires_at REAL NOT NULL
);
CREATE INDEX lease_holder ON lease (holder);

CREATE TABLE operation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    user TEXT NOT NULL,
    parameters TEXT NOT NULL,
    holder TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    boot TEXT NOT NULL,
    process_start TEXT NOT NULL,
    purpose TEXT NOT NULL,
    phase TEXT NOT NULL,
    message TEXT NOT NULL,
    started_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    finished_at REAL
);
CREATE INDEX operation_running ON operation (holder) WHERE finished_at IS NULL;

CREATE TABLE step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    cluster TEXT NOT NULL,
    application TEXT NOT NULL,
    action TEXT NOT NULL,
    api_group TEXT NOT NULL,
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    phase TEXT NOT NULL,
    wave INTEGER NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    planned_at REAL NOT NULL,
    started_at REAL,
    finished_at REAL
);
CREATE INDEX step_operation ON step (operation, id);

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO cluster VALUES
    (1, 'eu-1', 'https://eu-1.example:6443', '{"env":"production","region":"eu"}', '{"note":"two\nlines"}', 'platform',
        'kubeconfig', '/home/me/.kube/config', 'eu-1', NULL, 1700000000.5, NULL),
    (2, 'eu-2', 'https://eu-2.example:6443', '{"env":"staging"}', '{}', '',
        'tokenFile', '/run/token', NULL, '/run/ca.pem', NULL, NULL),
    (3, 'us-1', 'https://us-1.example:6443', '{}', '{}', '', 'tokenEnvironment', NULL, 'US_TOKEN', NULL, NULL, NULL),
    (4, 'in-cluster', 'https://kubernetes.default.svc', '{}', '{}', '', 'inCluster', NULL, NULL, NULL, NULL, NULL),
    (5, 'from-file', 'https://file.example', '{}', '{}', '', NULL, NULL, NULL, NULL, NULL,
        NULL),
    (6, 'imported', 'https://imported.example', '{"argocd.argoproj.io/secret-type":"cluster"}', '{}', '',
        NULL, NULL, NULL, NULL, NULL, '{"argocdSecret":{"hub":"hub","name":"cluster-imported","namespace":"argocd"}}');
INSERT INTO cluster_facts VALUES
    (1, 'v1.31.2', 1700000001.25, NULL, 1700000001.25),
    (2, 'v1.20.15', 1700000001.25, 'connection refused', 1700000002.5);
INSERT INTO application VALUES
    ('web-eu-1', 'eu-1', 'applicationset/web', '{"kind":"Application"}', '9fceb02', 'sha256:00', 'Synced', 'Healthy', '',
        1700000003, 1700000004.5, 'create-only'),
    ('web-eu-9', 'eu-9', 'applications/web.yaml', '{"kind":"Application"}', NULL, NULL, 'Unknown', 'Unknown',
        'cluster "eu-9" is not registered', NULL, 1700000004.5, NULL);
INSERT INTO inventory VALUES
    (1, 'web-eu-1', '', 'Namespace', '', 'web', 'v1', -1),
    (1, 'web-eu-1', 'apps', 'Deployment', 'web', 'front', 'v1', 0);
INSERT INTO observation VALUES
    (1, 'web-eu-1', 'apps', 'Deployment', 'web', 'front', '4711', 'sha256:01');
INSERT INTO lease VALUES
    (1, '6E0A', 'build-3', 7, '8d1f/pid:[4026531836]', '8137', 'fleet sync', 1700000005, 9999999999);
INSERT INTO operation VALUES
    (1, 'bootstrap', 'me', '{"name":"eu-1"}', '6E09', 'build-3', 6, '', '', 'fleet bootstrap', 'Succeeded', 'done',
        1700000000, 1700000060, 1700000004),
    (2, 'sync', 'me', '{"prune":true,"selector":"env=production"}', '6E0A', 'build-3', 7, '8d1f/pid:[4026531836]', '8137',
        'fleet sync', 'Running', '', 1700000005, 1700000065, NULL);
INSERT INTO step VALUES
    (1, 2, 'eu-1', 'web-eu-1', 'apply', '', 'Namespace', '', 'web', 'PreSync', -1, 'succeeded', 'created',
        1700000005, 1700000006, 1700000007),
    (2, 2, 'eu-1', 'web-eu-1', 'prune', 'apps', 'Deployment', 'web', 'old', 'Sync', 3, 'started', '',
        1700000005, 1700000007, NULL);
INSERT INTO setting VALUES ('revision/main', '9fceb02');
