// Command hardening judges manifests with what others hold for safe: the PodSecurity checks of Kubernetes' own admission, and kube-score.
//
// It reads YAML from standard input and writes a JSON list of complaints, which is empty when there are none.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"sort"

	kubescore "github.com/zegl/kube-score/config"
	"github.com/zegl/kube-score/domain"
	"github.com/zegl/kube-score/parser"
	"github.com/zegl/kube-score/score"
	"github.com/zegl/kube-score/scorecard"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type complaint struct {
	// Kind and name.
	Object string `json:"object"`
	// The check, as its authors call it.
	Check string `json:"check"`
	Text  string `json:"text"`
}

type report struct {
	// How many pod templates were judged.
	Pods       int         `json:"pods"`
	Complaints []complaint `json:"complaints"`
}

type workload struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct {
		Template    corev1.PodTemplateSpec
		JobTemplate struct {
			Spec struct{ Template corev1.PodTemplateSpec }
		}
	}
}

func main() {
	manifests, err := io.ReadAll(os.Stdin)
	check("reading manifests", err)
	found := restricted(manifests)
	found.Complaints = append(found.Complaints, critical(manifests, os.Args[1])...)
	sort.Slice(found.Complaints, func(i, j int) bool {
		return found.Complaints[i].Object+found.Complaints[i].Check < found.Complaints[j].Object+found.Complaints[j].Check
	})
	check("writing the report", json.NewEncoder(os.Stdout).Encode(found))
}

// What admission refuses at the level `restricted`.
func restricted(manifests []byte) report {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	check("the PodSecurity checks", err)
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	found := report{Complaints: []complaint{}}
	decoder := yaml.NewYAMLToJSONDecoder(bytes.NewReader(manifests))
	for {
		var it workload
		err := decoder.Decode(&it)
		if errors.Is(err, io.EOF) {
			return found
		}
		check("reading an object", err)
		template := it.Spec.Template
		if it.Kind == "CronJob" {
			template = it.Spec.JobTemplate.Spec.Template
		}
		if len(template.Spec.Containers) == 0 {
			continue
		}
		found.Pods++
		result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &template.ObjectMeta, &template.Spec))
		if !result.Allowed {
			found.Complaints = append(found.Complaints, complaint{it.Kind + " " + it.Metadata.Name, "pod-security", result.ForbiddenDetail()})
		}
	}
}

type file struct{ io.Reader }

func (file) Name() string { return "manifests" }

// What kube-score calls critical. `version`: of Kubernetes, such as v1.34.
func critical(manifests []byte, version string) []complaint {
	kubernetes, err := kubescore.ParseSemver(version)
	check("the version", err)
	run := &kubescore.RunConfiguration{KubernetesVersion: kubernetes, MinReplicasDeployment: 2, MinReplicasHPA: 2}
	reader, err := parser.New(nil)
	check("kube-score", err)
	objects, err := reader.ParseFiles([]domain.NamedReader{file{bytes.NewReader(manifests)}})
	check("kube-score's reading", err)
	card, err := score.Score(objects, score.RegisterAllChecks(objects, nil, run), run)
	check("kube-score's judging", err)
	var found []complaint
	for _, object := range *card {
		for _, it := range object.Checks {
			if it.Skipped || it.Grade > scorecard.GradeCritical {
				continue
			}
			text := ""
			for _, comment := range it.Comments {
				text += fmt.Sprintf("%s: %s ", comment.Path, comment.Summary)
			}
			found = append(found, complaint{object.TypeMeta.Kind + " " + object.ObjectMeta.Name, it.Check.ID, text})
		}
	}
	return found
}

func check(what string, err error) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
}
