extension Schema {
    /// The first version's tables.
    ///
    /// Never changed: a file of any version has been through it. Times are seconds since 1970. `labels`, `annotations` and `parameters` are JSON. What belongs to a cluster refers
    /// to its number, so that it goes with the cluster and a rename costs one row; applications and the journal name
    /// the cluster instead, because they may name one that is not, or no longer, registered.
    static let version1 = """
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
            inventory_known_at REAL
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
            updated_at REAL NOT NULL
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
        """
}
