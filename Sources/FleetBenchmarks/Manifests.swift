/// Kubernetes manifests as people keep them, made up but of the usual shape.
enum Manifests {
    /// YAML of that many services: each a Deployment, a Service, a ConfigMap and an Ingress.
    static func yaml(services count: Int) -> String {
        (0..<count).map(service).joined()
    }

    private static func service(_ number: Int) -> String {
        let name = "\(words[number % words.count])-\(number)"
        return deployment(name, number) + network(name, number) + settings(name, number)
    }

    private static let words = [
        "checkout", "catalogue", "payments", "identity", "search", "recommendations", "notifications", "warehouse",
    ]

    private static func deployment(_ name: String, _ number: Int) -> String {
        """
        ---
        # The service itself; scaled by hand until the autoscaler is trusted.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
          namespace: team-\(number % 17)
          labels:
            app.kubernetes.io/name: \(name)
            app.kubernetes.io/part-of: shop
            app.kubernetes.io/managed-by: argocd
          annotations:
            argocd.argoproj.io/sync-wave: "\(number % 5)"
            checksum/config: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
        spec:
          replicas: \(1 + number % 4)
          revisionHistoryLimit: 3
          selector:
            matchLabels:
              app.kubernetes.io/name: \(name)
          strategy:
            type: RollingUpdate
            rollingUpdate:
              maxSurge: 25%
              maxUnavailable: 0
          template:
            metadata:
              labels:
                app.kubernetes.io/name: \(name)
            spec:
              serviceAccountName: \(name)
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 30
              securityContext:
                runAsNonRoot: true
                runAsUser: 65532
                fsGroup: 65532
              containers:
                - name: server
                  image: registry.example.com/shop/\(name):1.\(number % 30).0
                  imagePullPolicy: IfNotPresent
                  args: ["--listen=:8080", "--log-level=info", "--config=/etc/\(name)/config.yaml"]
                  ports:
                    - name: http
                      containerPort: 8080
                      protocol: TCP
                  env:
                    - name: POD_NAME
                      valueFrom:
                        fieldRef:
                          fieldPath: metadata.name
                    - name: DATABASE_URL
                      valueFrom:
                        secretKeyRef:
                          name: \(name)-database
                          key: url
                    - name: FEATURE_FLAGS
                      value: 'new-basket,"fast" search'
                  resources:
                    requests: {cpu: 100m, memory: 128Mi}
                    limits:
                      memory: 512Mi
                  readinessProbe:
                    httpGet:
                      path: /healthz
                      port: http
                    initialDelaySeconds: 5
                    periodSeconds: 10
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    capabilities:
                      drop: [ALL]
                  volumeMounts:
                    - name: config
                      mountPath: /etc/\(name)
              volumes:
                - name: config
                  configMap:
                    name: \(name)

        """
    }

    private static func network(_ name: String, _ number: Int) -> String {
        """
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: \(name)
          namespace: team-\(number % 17)
        spec:
          type: ClusterIP
          selector:
            app.kubernetes.io/name: \(name)
          ports:
            - name: http
              port: 80
              targetPort: http
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: \(name)
          namespace: team-\(number % 17)
          annotations:
            cert-manager.io/cluster-issuer: letsencrypt
            nginx.ingress.kubernetes.io/proxy-body-size: 8m
        spec:
          ingressClassName: nginx
          rules:
            - host: \(name).shop.example.com
              http:
                paths:
                  - path: /
                    pathType: Prefix
                    backend:
                      service:
                        name: \(name)
                        port:
                          name: http
          tls:
            - hosts:
                - \(name).shop.example.com
              secretName: \(name)-tls

        """
    }

    private static func settings(_ name: String, _ number: Int) -> String {
        """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(name)
          namespace: team-\(number % 17)
        data:
          config.yaml: |
            server:
              listen: ":8080"
              timeout: 30s
            cache:
              size: \(number * 10)
              # Entries live this long.
              ttl: 5m
            upstreams:
              - https://\(name).internal.example.com/v1
          region: eu-central-1
          weight: "\(number % 100)"

        """
    }

    /// What an API server adds to an object, in YAML that fits under any of them.
    static func serverFields(_ number: Int) -> String {
        """
        metadata:
          uid: 3f2504e0-4f89-11d3-9a0c-\(100_000_000_000 + number)
          resourceVersion: "\(1_000_000 + number)"
          generation: \(number % 9 + 1)
          creationTimestamp: "2024-03-05T10:\(10 + number % 50):00Z"
          managedFields:
            - manager: argocd-controller
              operation: Apply
              apiVersion: apps/v1
              time: "2024-03-05T10:11:12Z"
              fieldsType: FieldsV1
              fieldsV1:
                f:metadata:
                  f:annotations:
                    f:argocd.argoproj.io/sync-wave: {}
                  f:labels:
                    f:app.kubernetes.io/name: {}
                    f:app.kubernetes.io/part-of: {}
                f:spec:
                  f:replicas: {}
                  f:selector: {}
                  f:template:
                    f:spec:
                      f:containers:
                        k:{"name":"server"}:
                          .: {}
                          f:image: {}
                          f:ports: {}
        status:
          observedGeneration: \(number % 9 + 1)
          readyReplicas: 2
          conditions:
            - type: Available
              status: "True"
              lastUpdateTime: "2024-03-05T10:12:00Z"
              lastTransitionTime: "2024-03-05T10:12:00Z"
              reason: MinimumReplicasAvailable
              message: Deployment has minimum availability.

        """
    }
}
