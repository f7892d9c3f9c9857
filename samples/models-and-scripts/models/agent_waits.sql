-- How long tickets wait for each agent.
select a.name, a.team, count(*) as tickets, round(avg(w.waited), 1) as mean_wait
from {{ ref('ticket_waits') }} w
join {{ ref('agents') }} a using (agent_id)
group by a.agent_id
order by mean_wait desc
