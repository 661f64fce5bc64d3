// A registry of images that only gives: registry ADDRESS:PORT ARCHIVE…, the latter as `docker save` writes them, for all names in them.
package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

const (
	manifestType = "application/vnd.docker.distribution.manifest.v2+json"
	configType   = "application/vnd.docker.container.image.v1+json"
	layerType    = "application/vnd.docker.image.rootfs.diff.tar"
)

type descriptor struct {
	MediaType string `json:"mediaType"`
	Size      int    `json:"size"`
	Digest    string `json:"digest"`
}

type archived struct {
	Config   string
	RepoTags []string
	Layers   []string
}

func main() {
	blobs := map[string][]byte{}
	types := map[string]string{}
	keep := func(mediaType string, content []byte) descriptor {
		digest := fmt.Sprintf("sha256:%x", sha256.Sum256(content))
		blobs[digest], types[digest] = content, mediaType
		return descriptor{mediaType, len(content), digest}
	}
	// Digests of manifests by `name:tag`, without the registry's own name.
	tags := map[string]string{}
	for _, archive := range os.Args[2:] {
		files := read(archive)
		var images []archived
		check(json.Unmarshal(files["manifest.json"], &images))
		for _, image := range images {
			layers := []descriptor{}
			for _, layer := range image.Layers {
				layers = append(layers, keep(layerType, files[layer]))
			}
			content, err := json.Marshal(map[string]any{
				"schemaVersion": 2, "mediaType": manifestType, "config": keep(configType, files[image.Config]), "layers": layers,
			})
			check(err)
			for _, tag := range image.RepoTags {
				_, name, _ := strings.Cut(tag, "/")
				tags[name] = keep(manifestType, content).Digest
			}
		}
	}
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/v2/")
		digest := ""
		if name, reference, found := strings.Cut(path, "/manifests/"); found {
			digest = tags[name+":"+reference]
			if digest == "" {
				digest = reference
			}
		} else if _, reference, found := strings.Cut(path, "/blobs/"); found {
			digest = reference
		} else if path == "" {
			return
		}
		content, found := blobs[digest]
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", types[digest])
		w.Header().Set("Docker-Content-Digest", digest)
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		w.Write(content)
	})))
}

func read(archive string) map[string][]byte {
	file, err := os.Open(archive)
	check(err)
	files := map[string][]byte{}
	for entries := tar.NewReader(file); ; {
		entry, err := entries.Next()
		if err == io.EOF {
			return files
		}
		check(err)
		content, err := io.ReadAll(entries)
		check(err)
		files[strings.TrimPrefix(entry.Name, "./")] = content
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
