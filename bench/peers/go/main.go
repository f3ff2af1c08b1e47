// The list and the record of clients as a developer would write them with net/http and pgx: one round trip by
// SendBatch, whose statements are one implicit transaction, structs and encoding/json.
//
// It does less than the server it is compared with: no signature is checked, the one bearer token there is names
// a session by an argument; nothing limits sizes and times, nothing is logged, and the cursor is not signed.
//
// usage: main PORT CONNECTIONS CONNINFO FOLDER TOKEN SESSION ORGANIZATION
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgtype"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

type ID [16]byte

func (id ID) MarshalText() ([]byte, error) {
	var text [36]byte
	hex.Encode(text[0:8], id[0:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:36], id[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return text[:], nil
}

type Summary struct {
	ID               ID          `json:"id"`
	FirstName        string      `json:"first_name"`
	LastName         string      `json:"last_name"`
	SortName         string      `json:"sort_name"`
	Email            *string     `json:"email"`
	Phone            *string     `json:"phone"`
	DateOfBirth      pgtype.Date `json:"date_of_birth"`
	Gender           *string     `json:"gender"`
	Status           string      `json:"status"`
	MembershipStatus *string     `json:"membership_status"`
	DisplayStatus    string      `json:"display_status"`
	MemberNumber     *string     `json:"member_number"`
	JoinedOn         pgtype.Date `json:"joined_on"`
	LastVisitAt      *time.Time  `json:"last_visit_at"`
	VisitCount       int32       `json:"visit_count"`
	CreatedAt        time.Time   `json:"created_at"`
	UpdatedAt        time.Time   `json:"updated_at"`
	PhotoURL         *string     `json:"photo_url"`
}

func (client *Summary) fields() []interface{} {
	return []interface{}{
		&client.ID, &client.FirstName, &client.LastName, &client.SortName, &client.Email, &client.Phone,
		&client.DateOfBirth, &client.Gender, &client.Status, &client.MembershipStatus, &client.DisplayStatus,
		&client.MemberNumber, &client.JoinedOn, &client.LastVisitAt, &client.VisitCount, &client.CreatedAt,
		&client.UpdatedAt, &client.PhotoURL,
	}
}

// A row of the list; the list of this benchmark does not ask for memberships.
type Listed struct {
	Summary
	Membership json.RawMessage `json:"membership"`
}

func (client *Listed) fields() []interface{} {
	return append(client.Summary.fields(), &client.Membership)
}

type Client struct {
	Summary
	DeletedAt        *time.Time      `json:"deleted_at"`
	Version          int32           `json:"version"`
	ExternalID       *string         `json:"external_id"`
	IsHome           bool            `json:"is_home"`
	Address          json.RawMessage `json:"address"`
	EmergencyContact json.RawMessage `json:"emergency_contact"`
	Notes            *string         `json:"notes"`
	Metadata         json.RawMessage `json:"metadata"`
}

type Page struct {
	Limit      int  `json:"limit"`
	HasMore    bool `json:"has_more"`
	NextCursor *ID  `json:"next_cursor"`
}

type Clients struct {
	Data []Listed `json:"data"`
	Page Page     `json:"page"`
}

type server struct {
	pool                         *pgxpool.Pool
	door, list, get              string
	token, session, organization string
}

// Sends the door and the statement in one round trip; `read` gets the rows of the second.
func (s *server) ask(r *http.Request, sql string, argument interface{}, read func(pgx.Rows) error) error {
	batch := &pgx.Batch{}
	batch.Queue(s.door, s.session, s.organization, "clients.view", false)
	batch.Queue(sql, argument)
	// pgx gives up a connection whose request was cancelled; clients that leave would empty the pool.
	results := s.pool.SendBatch(context.Background(), batch)
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return err
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *server) listClients(w http.ResponseWriter, r *http.Request) {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 || limit > 100 {
		http.Error(w, "limit", http.StatusBadRequest)
		return
	}
	clients := Clients{Data: make([]Listed, 0, limit+1), Page: Page{Limit: limit}}
	err = s.ask(r, s.list, limit+1, func(rows pgx.Rows) error {
		clients.Data = append(clients.Data, Listed{})
		return rows.Scan(clients.Data[len(clients.Data)-1].fields()...)
	})
	if len(clients.Data) > limit {
		clients.Data = clients.Data[:limit]
		clients.Page.HasMore = true
		clients.Page.NextCursor = &clients.Data[limit-1].ID
	}
	s.answer(w, clients, err)
}

func (s *server) getClient(w http.ResponseWriter, r *http.Request) {
	var client *Client
	err := s.ask(r, s.get, strings.TrimPrefix(r.URL.Path, "/v1/clients/"), func(rows pgx.Rows) error {
		client = &Client{}
		return rows.Scan(append(client.fields(), &client.DeletedAt, &client.Version, &client.ExternalID, &client.IsHome,
			&client.Address, &client.EmergencyContact, &client.Notes, &client.Metadata)...)
	})
	if err == nil && client == nil {
		http.NotFound(w, r)
		return
	}
	s.answer(w, client, err)
}

func (s *server) answer(w http.ResponseWriter, value interface{}, err error) {
	var body []byte
	if err == nil {
		body, err = json.Marshal(value)
	}
	if err != nil {
		log.Print(err)
		http.Error(w, "error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
}

func (s *server) authorized(handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+s.token {
			http.Error(w, "token", http.StatusUnauthorized)
			return
		}
		handler(w, r)
	}
}

func statement(folder, name string) string {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		log.Fatal(err)
	}
	return string(text)
}

func main() {
	arguments := os.Args[1:]
	config, err := pgxpool.ParseConfig(arguments[2] + " pool_max_conns=" + arguments[1])
	if err != nil {
		log.Fatal(err)
	}
	pool, err := pgxpool.ConnectConfig(context.Background(), config)
	if err != nil {
		log.Fatal(err)
	}
	folder := arguments[3]
	s := &server{
		pool: pool, token: arguments[4], session: arguments[5], organization: arguments[6],
		door: statement(folder, "list/door.sql"), list: statement(folder, "list/statement.sql"),
		get: statement(folder, "get/statement.sql"),
	}
	http.HandleFunc("/v1/clients", s.authorized(s.listClients))
	http.HandleFunc("/v1/clients/", s.authorized(s.getClient))
	listener, err := net.Listen("tcp", "127.0.0.1:"+arguments[0])
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, nil))
}
