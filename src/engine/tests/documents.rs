//! How an index is described to an engine, and what is sent of a statement.

use serde_json::to_string_pretty;

use super::*;
use crate::engine::document::Documents;
use crate::engine::mapping::{Spread, settings};

#[test]
fn the_mapping() {
    insta::assert_snapshot!(to_string_pretty(&settings(Spread { shards: 2, replicas: 1 })).unwrap(), @r#"
    {
      "settings": {
        "index": {
          "number_of_shards": 2,
          "number_of_replicas": 1
        }
      },
      "mappings": {
        "_meta": {
          "dixit": {
            "format": 1
          }
        },
        "dynamic": "strict",
        "properties": {
          "words": {
            "properties": {
              "quote": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1
              },
              "context": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1
              },
              "title": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1
              },
              "speaker": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "outlet": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "publisher": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "role": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "mention": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "cue": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "author": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "path": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "url": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              }
            }
          },
          "stems": {
            "properties": {
              "quote": {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "freqs",
                "norms": false
              },
              "context": {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "freqs",
                "norms": false
              },
              "title": {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "freqs",
                "norms": false
              }
            }
          },
          "whole": {
            "properties": {
              "speaker": {
                "type": "keyword",
                "doc_values": false
              },
              "outlet": {
                "type": "keyword",
                "doc_values": false
              },
              "publisher": {
                "type": "keyword",
                "doc_values": false
              },
              "kind": {
                "type": "keyword",
                "doc_values": false
              },
              "role": {
                "type": "keyword",
                "doc_values": false
              },
              "speaker_type": {
                "type": "keyword",
                "doc_values": false
              },
              "mention": {
                "type": "keyword",
                "doc_values": false
              },
              "cue": {
                "type": "keyword",
                "doc_values": false
              },
              "author": {
                "type": "keyword",
                "doc_values": false
              },
              "lang": {
                "type": "keyword",
                "doc_values": false
              },
              "path": {
                "type": "keyword",
                "doc_values": false
              },
              "url": {
                "type": "keyword",
                "doc_values": false
              },
              "article": {
                "type": "keyword",
                "doc_values": false
              },
              "id": {
                "type": "keyword",
                "doc_values": false
              }
            }
          },
          "shown": {
            "properties": {
              "speaker": {
                "type": "keyword"
              },
              "outlet": {
                "type": "keyword"
              },
              "publisher": {
                "type": "keyword"
              },
              "kind": {
                "type": "keyword"
              },
              "role": {
                "type": "keyword"
              },
              "speaker_type": {
                "type": "keyword"
              },
              "mention": {
                "type": "keyword"
              },
              "cue": {
                "type": "keyword"
              },
              "author": {
                "type": "keyword"
              },
              "lang": {
                "type": "keyword"
              }
            }
          },
          "sorted": {
            "properties": {
              "speaker": {
                "type": "keyword",
                "index": false
              },
              "outlet": {
                "type": "keyword",
                "index": false
              }
            }
          },
          "has": {
            "type": "keyword"
          },
          "day": {
            "type": "keyword"
          },
          "first_day": {
            "type": "integer"
          },
          "last_day": {
            "type": "integer"
          },
          "moment": {
            "type": "long"
          },
          "conf": {
            "type": "double"
          },
          "order": {
            "type": "long"
          },
          "place": {
            "type": "integer"
          },
          "path_hash": {
            "type": "long"
          },
          "block": {
            "type": "long"
          },
          "wording": {
            "type": "long"
          },
          "hash": {
            "type": "keyword",
            "index": false,
            "doc_values": false
          },
          "copies": {
            "type": "keyword",
            "index": false,
            "doc_values": false
          },
          "record": {
            "type": "object",
            "enabled": false
          }
        }
      }
    }
    "#);
}

#[test]
fn a_document() {
    let record = said(0x9f2c_41d0_7ab3_e815, "news/port.txt", "Ann Berg", "Ships of Ёлка will come");
    let document = Documents::default().of(&record, &["copy.txt".to_owned()]);
    insta::assert_snapshot!(to_string_pretty(&document).unwrap(), @r#"
    {
      "words": {
        "quote": [
          "ships of елка will come"
        ],
        "speaker": [
          "ann berg"
        ],
        "outlet": [
          "tass"
        ],
        "publisher": [
          "ani"
        ],
        "role": [
          "harbour master"
        ],
        "cue": [
          "said"
        ],
        "context": [
          "ships of елка will come"
        ],
        "title": [
          "the port"
        ],
        "path": [
          "news port txt"
        ]
      },
      "stems": {
        "quote": [
          "en:ship en:of ru:елк en:will en:come"
        ],
        "context": [
          "en:ship en:of ru:елк en:will en:come"
        ],
        "title": [
          "en:the en:port"
        ]
      },
      "whole": {
        "speaker": [
          "ann berg"
        ],
        "outlet": [
          "tass"
        ],
        "publisher": [
          "ani"
        ],
        "kind": [
          "direct"
        ],
        "role": [
          "harbour master"
        ],
        "speaker_type": [
          "person"
        ],
        "cue": [
          "said"
        ],
        "lang": [
          "en"
        ],
        "path": [
          "news/port.txt"
        ],
        "article": [
          "a1"
        ],
        "id": [
          "9f2c41d07ab3e815"
        ]
      },
      "shown": {
        "speaker": [
          "Ann Berg"
        ],
        "outlet": [
          "TASS"
        ],
        "publisher": [
          "ANI"
        ],
        "kind": [
          "direct"
        ],
        "role": [
          "harbour master"
        ],
        "speaker_type": [
          "person"
        ],
        "cue": [
          "said"
        ],
        "lang": [
          "en"
        ]
      },
      "sorted": {
        "speaker": "ann berg",
        "outlet": "tass"
      },
      "conf": 0.9,
      "order": 2246242677818648597,
      "place": 11461,
      "path_hash": -8635244606355919675,
      "first_day": 19761,
      "last_day": 19761,
      "moment": 1707350400,
      "day": "2024-02-08",
      "block": -8858315360716168190,
      "wording": [
        293865260,
        500221845,
        3301733479,
        3309078370,
        3829460388
      ],
      "has": [
        "quote",
        "speaker",
        "outlet",
        "publisher",
        "kind",
        "role",
        "speaker.type",
        "cue",
        "context",
        "title",
        "lang",
        "path",
        "article",
        "id",
        "conf",
        "date"
      ],
      "copies": [
        "copy.txt"
      ],
      "record": {
        "schema": 1,
        "id": "9f2c41d07ab3e815",
        "quote": "Ships of Ёлка will come",
        "spans": [
          [
            10,
            37
          ]
        ],
        "kind": "direct",
        "speaker": {
          "name": "Ann Berg",
          "mention": null,
          "span": null,
          "role": "harbour master",
          "type": "person"
        },
        "cue": "said",
        "cue_span": [
          2,
          6
        ],
        "outlets": [
          "TASS"
        ],
        "publisher": "ANI",
        "date": "2024-02-08",
        "date_source": "dateline",
        "article": {
          "id": "a1",
          "path": "news/port.txt",
          "title": "The port",
          "author": null,
          "url": null,
          "lang": "en"
        },
        "context": {
          "text": "Ships of Ёлка will come",
          "start": 10,
          "spans": [
            [
              0,
              27
            ]
          ]
        },
        "confidence": 0.9
      },
      "hash": "4537eedfd993ae7d"
    }
    "#);
}
