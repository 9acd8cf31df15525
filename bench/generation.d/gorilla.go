// gorilla.go ARTICLES COPIES: feeds of 50 articles each in RSS and Atom, by github.com/gorilla/feeds.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"gorilla/feeds" // the clone's files
)

type article struct {
	Guid, Title, Link, Author, Summary, Html string
	Published                                int64
}

func cpu() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	file, err := os.Open(os.Args[1])
	check(err)
	copies, err := strconv.Atoi(os.Args[2])
	check(err)
	var articles []article
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a article
		check(json.Unmarshal(lines.Bytes(), &a))
		articles = append(articles, a)
	}
	begun, bytes := cpu(), 0
	for first := 0; first < len(articles); first += 50 {
		for c := 0; c < copies; c++ {
			feed := &feeds.Feed{Title: "栏目", Link: &feeds.Link{Href: "https://www.example.cn/"}, Description: "栏目"}
			for i := 0; i < 50; i++ {
				a := articles[(first+i*(1+c*50))%len(articles)]
				at := time.Unix(a.Published, 0)
				feed.Items = append(feed.Items, &feeds.Item{Id: a.Guid, Title: a.Title, Link: &feeds.Link{Href: a.Link},
					Author: &feeds.Author{Name: a.Author}, Description: a.Summary, Content: a.Html, Created: at, Updated: at})
			}
			rss, err := feed.ToRss()
			check(err)
			atom, err := feed.ToAtom()
			check(err)
			bytes += len(rss) + len(atom)
		}
	}
	fmt.Printf("{\"seconds\": %f, \"bytes\": %d}\n", cpu()-begun, bytes)
}
