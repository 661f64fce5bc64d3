// Command kubernetes-fields prints the fields of Kubernetes' own API types that workloads are made of, as JSON: type -> names of its
// fields in alphabetical order. The version of k8s.io/api in go.mod says of which Kubernetes.
//
//	go run . > ../fields.json
package main

import (
	"encoding/json"
	"log"
	"os"
	"reflect"
	"sort"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
)

var types = []any{
	corev1.PodSpec{}, corev1.PodSecurityContext{}, corev1.Container{}, corev1.SecurityContext{}, corev1.ContainerPort{},
	corev1.EnvVarSource{}, corev1.Probe{}, corev1.Lifecycle{}, corev1.VolumeSource{}, corev1.VolumeMount{},
	corev1.PersistentVolumeClaimSpec{}, corev1.ServiceSpec{}, corev1.ServicePort{},
	appsv1.DeploymentSpec{}, appsv1.StatefulSetSpec{}, appsv1.DaemonSetSpec{}, batchv1.JobSpec{}, batchv1.CronJobSpec{},
	autoscalingv2.HorizontalPodAutoscalerSpec{}, policyv1.PodDisruptionBudgetSpec{},
}

func main() {
	fields := map[string][]string{}
	for _, value := range types {
		kind := reflect.TypeOf(value)
		names := fieldNames(kind)
		sort.Strings(names)
		fields[kind.Name()] = names
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(fields); err != nil {
		log.Fatal(err)
	}
}

// Names as they go to the server; those of an embedded struct are the outer one's.
func fieldNames(kind reflect.Type) []string {
	var names []string
	for i := range kind.NumField() {
		field := kind.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" && field.Anonymous {
			names = append(names, fieldNames(field.Type)...)
		} else if name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}
