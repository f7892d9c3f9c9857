-- Tickets that nobody has answered, oldest first.
select t.ticket_id, a.name, t.opened
from {{ ref('tickets') }} t
join {{ ref('agents') }} a using (agent_id)
where t.answered is null
order by t.opened
