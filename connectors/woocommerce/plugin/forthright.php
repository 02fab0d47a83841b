<?php
/**
 * Plugin Name: Forthright
 * Description: Connects this store to Forthright and shows it inside the admin. It adds nothing to the storefront.
 * Version: 0.1.0
 * Requires at least: 6.8
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * WC requires at least: 10.0
 * WC tested up to: 11.1
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: forthright
 *
 * @package Forthright
 */

namespace Forthright;

defined( 'ABSPATH' ) || exit;

const ADDRESS    = 'forthright_address';
const PAGE       = 'forthright';
const CAPABILITY = 'manage_woocommerce';

add_action( 'before_woocommerce_init', __NAMESPACE__ . '\declare_compatibility' );
add_action( 'admin_menu', __NAMESPACE__ . '\add_page' );
add_action( 'admin_post_forthright_address', __NAMESPACE__ . '\save_address' );
add_filter( 'plugin_action_links_' . plugin_basename( __FILE__ ), __NAMESPACE__ . '\add_link' );

/**
 * Orders in tables of their own, and the cart and checkout blocks: neither is touched here.
 */
function declare_compatibility() {
	if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
		foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( $feature, __FILE__, true );
		}
	}
}

/**
 * One page below WooCommerce, for those who may manage the shop.
 */
function add_page() {
	add_submenu_page( 'woocommerce', 'Forthright', 'Forthright', CAPABILITY, PAGE, __NAMESPACE__ . '\show_page' );
}

/**
 * The way from the list of plugins to that page.
 *
 * @param array $links What stands there already.
 * @return array
 */
function add_link( $links ) {
	$link = sprintf( '<a href="%s">%s</a>', esc_url( page_url() ), esc_html__( 'Open', 'forthright' ) );
	return array_merge( array( $link ), (array) $links );
}

/**
 * Keeps the address of the Forthright that this store uses; only https.
 */
function save_address() {
	if ( ! current_user_can( CAPABILITY ) ) {
		wp_die( esc_html__( 'Only who may manage the shop can connect it.', 'forthright' ), '', array( 'response' => 403 ) );
	}
	check_admin_referer( 'forthright_address' );
	$given = isset( $_POST['address'] ) ? esc_url_raw( wp_unslash( $_POST['address'] ), array( 'https' ) ) : '';
	$host  = wp_parse_url( $given, PHP_URL_HOST );
	if ( $host ) {
		$port = wp_parse_url( $given, PHP_URL_PORT );
		update_option( ADDRESS, 'https://' . $host . ( $port ? ':' . (int) $port : '' ), false );
	} else {
		delete_option( ADDRESS );
	}
	wp_safe_redirect( add_query_arg( 'saved', $host ? '1' : '0', page_url() ) );
	exit;
}

/**
 * The app, framed; before an address is known the form that asks for it.
 */
function show_page() {
	$address = get_option( ADDRESS, '' );
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- it only chooses what is shown.
	$changing = isset( $_GET['change'] );
	echo '<div class="wrap"><h1>Forthright</h1>';
	if ( '' === $address || $changing ) {
		show_form( $address );
	} else {
		show_app( $address );
	}
	echo '</div>';
}

/**
 * Asks for the address.
 *
 * @param string $address What is known so far.
 */
function show_form( $address ) {
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- it only chooses what is shown.
	if ( isset( $_GET['saved'] ) && '0' === $_GET['saved'] ) {
		printf(
			'<div class="notice notice-error" role="alert"><p>%s</p></div>',
			esc_html__( 'That is no address that begins with https://. Nothing is connected.', 'forthright' )
		);
	}
	?>
	<p><?php esc_html_e( 'Forthright reads your products, pages and orders, and writes only what you approve. Where is yours?', 'forthright' ); ?></p>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
		<input type="hidden" name="action" value="forthright_address">
		<?php wp_nonce_field( 'forthright_address' ); ?>
		<p><label for="forthright-address"><?php esc_html_e( 'Address of Forthright', 'forthright' ); ?></label><br>
		<input type="url" class="regular-text" id="forthright-address" name="address" required
			placeholder="https://" pattern="https://.+" value="<?php echo esc_attr( $address ); ?>"></p>
		<?php submit_button( __( 'Save and connect', 'forthright' ) ); ?>
	</form>
	<?php
}

/**
 * Shows the app, and the links that lead into it: browsers that keep no cookies of frames need them.
 *
 * @param string $address Where it is.
 */
function show_app( $address ) {
	$begin = add_query_arg( 'url', rawurlencode( home_url() ), $address . '/connections/woocommerce' );
	printf(
		'<p><a class="button button-primary" href="%1$s" target="_blank" rel="noopener">%2$s</a> <a class="button" href="%3$s" target="_blank" rel="noopener">%4$s</a> <a href="%5$s">%6$s</a></p>',
		esc_url( $begin ),
		esc_html__( 'Connect this store', 'forthright' ),
		esc_url( $address ),
		esc_html__( 'Open in a tab of its own', 'forthright' ),
		esc_url( add_query_arg( 'change', '1', page_url() ) ),
		esc_html__( 'Another address', 'forthright' )
	);
	$inside = ticket_url( $address );
	if ( $inside ) {
		printf(
			'<iframe src="%s" title="Forthright" style="width:100%%;height:80vh;border:1px solid #c3c4c7;background:#fff"></iframe>',
			esc_url( $inside )
		);
	}
}

/**
 * The way into the app for who is signed in here, signed with the secret of the webhook that the app made in this
 * store; '' before the store is connected.
 *
 * @param string $address Where the app is.
 * @return string
 */
function ticket_url( $address ) {
	$ids = \WC_Data_Store::load( 'webhook' )->search_webhooks( array( 'search' => 'Forthright', 'limit' => 20 ) );
	foreach ( (array) $ids as $id ) {
		$webhook = wc_get_webhook( $id );
		$place   = $webhook ? explode( $address . '/webhooks/', $webhook->get_delivery_url(), 2 ) : array();
		if ( 2 === count( $place ) && '' === $place[0] ) {
			$told    = array(
				'email' => wp_get_current_user()->user_email,
				'site'  => admin_url(),
				'at'    => time(),
			);
			$payload = rtrim( strtr( base64_encode( wp_json_encode( $told ) ), '+/', '-_' ), '=' );
			$mark    = strtr( base64_encode( hash_hmac( 'sha256', $payload, $webhook->get_secret(), true ) ), '+/', '-_' );
			return $address . '/embedded/' . $place[1] . '?ticket=' . rawurlencode( $payload . '.' . $mark );
		}
	}
	return '';
}

/**
 * This page's own address.
 *
 * @return string
 */
function page_url() {
	return admin_url( 'admin.php?page=' . PAGE );
}
