"""Before the models: no ticket may be somebody's who is not there."""

from database import query

_, rows = query("select t.ticket_id, t.agent_id from tickets t left join agents a using (agent_id) where a.agent_id is null")
for ticket, agent in rows:
    print(f"ticket {ticket} is agent {agent}'s, who is not in data/agents.csv")
if rows:
    raise SystemExit(1)
print("every ticket has an agent")
