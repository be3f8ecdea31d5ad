{{- define "common.head" -}}
apiVersion: v1
kind: {{ .kind }}
metadata:
  name: {{ include "web.name" .root }}
  labels:
{{ toYaml .root.Values.labels | indent 4 }}
{{- end }}
{{- define "shared" }}from the library{{ end }}
