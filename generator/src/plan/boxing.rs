//! Boxes where a type would hold itself by value.
//!
//! The graph of who holds whom by value is cut into its strongly connected components; an edge inside one gets a
//! box. Lists and maps hold nothing by value.

use super::item::{Type, Types};

/// Boxes what has to be boxed.
pub(crate) fn box_recursion(types: &mut Types) {
    let mut edges: Vec<Vec<usize>> = Vec::with_capacity(types.items.len());
    for item in &mut types.items {
        let mut found = Vec::new();
        for ty in item.held() {
            by_value(ty, &mut found);
        }
        edges.push(found);
    }
    let component = components(&edges);
    for (index, item) in types.items.iter_mut().enumerate() {
        for ty in item.held() {
            enclose(ty, &|target| component[target] == component[index]);
        }
    }
}

fn by_value(ty: &Type, found: &mut Vec<usize>) {
    match ty {
        Type::Item(item) => found.push(item.0),
        Type::Option(inner) => by_value(inner, found),
        Type::Tuple(all) => all.iter().for_each(|ty| by_value(ty, found)),
        _ => {}
    }
}

fn enclose(ty: &mut Type, recursive: &impl Fn(usize) -> bool) {
    match ty {
        Type::Item(item) if recursive(item.0) => *ty = Type::Boxed(Box::new(ty.clone())),
        Type::Option(inner) => enclose(inner, recursive),
        Type::Tuple(all) => all.iter_mut().for_each(|ty| enclose(ty, recursive)),
        _ => {}
    }
}

/// The component of every node; nodes in no cycle have one of their own. Tarjan's algorithm, without recursion. A
/// node alone shares its component only with itself, so that an edge to itself counts as a cycle.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut order, mut low, mut component) = (vec![NEW; count], vec![0; count], vec![NEW; count]);
    let (mut stack, mut next, mut made) = (Vec::new(), 0, 0);
    for start in 0..count {
        if order[start] != NEW {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((node, at)) = work.pop() {
            if at == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
            } else {
                let child = edges[node][at - 1];
                low[node] = low[node].min(low[child]);
            }
            let mut descended = false;
            for (offset, child) in edges[node].iter().enumerate().skip(at) {
                if order[*child] == NEW {
                    work.push((node, offset + 1));
                    work.push((*child, 0));
                    descended = true;
                    break;
                }
                if component[*child] == NEW {
                    low[node] = low[node].min(order[*child]);
                }
            }
            if descended || low[node] != order[node] {
                continue;
            }
            while let Some(member) = stack.pop() {
                component[member] = made;
                if member == node {
                    break;
                }
            }
            made += 1;
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn finds_cycles() {
        let found = components(&[vec![1], vec![2, 3], vec![0], vec![3], vec![0, 3]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[0], found[2]);
        assert_ne!(found[0], found[3]);
        assert_ne!(found[0], found[4]);
    }
}
