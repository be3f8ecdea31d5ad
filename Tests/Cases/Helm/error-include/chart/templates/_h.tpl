{{ define "web.outer" }}
{{ include "web.inner" . }}{{ end }}
{{ define "web.inner" }}{{ .Values.list | toDate "x" }}{{ end }}
