{{/* Names that all manifests share. */}}
{{- define "web.name" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{- end }}
{{- define "shared" }}from the chart{{ end }}
