"""After the model open_tickets: who has to be reminded of which tickets."""

from database import query
from taskgraph import outputs

_, rows = query("select name, group_concat(ticket_id, ', '), count(*) from (select * from open_tickets order by ticket_id) group by name order by name")
with open(outputs()[0], "w") as file:
    for name, tickets, count in rows:
        print(f"{name}: {count} open")
        file.write(f"{name}: {tickets}\n")
